// qgemm: C[m,n] = A[m,k] * B[n,k]^T, row-major.
// A and B staged in threadgroup memory, multiplied by SIMD-group matrices;
// one threadgroup per block of C and part of K; a second pass adds the sums of all parts.
//
// in memory            A float, B char, C float
// in registers         A and B float, sums float
// block of C           64 x 64 per threadgroup of 64 threads
// part of the block    32 x 64 per SIMD-group
// step of K            32
// edges                the last block of a dimension is moved inward
// threadgroup memory   16384 bytes
//
// Works for all sizes. Offsets are uint: a matrix has at most 2^28 elements.

#include <metal_stdlib>
#include <metal_simdgroup_matrix>
using namespace metal;

struct GemmSizes {
    uint m, n, k;
    // Elements from one row in memory to the next, and from one member of the batch to the next.
    uint lda, ldb, ldc;
    uint stride_a, stride_b, stride_c;
    uint batch;
    float alpha, beta;
};

// True if no block crosses the end of the dimension: it is a multiple of the block, or the last block is
// moved inward.
constant bool whole_m [[function_constant(0)]];
constant bool whole_n [[function_constant(1)]];
constant bool whole_k [[function_constant(2)]];

constant constexpr uint BLOCK_M = 64;
constant constexpr uint BLOCK_N = 64;
constant constexpr uint BLOCK_K = 32;
constant constexpr uint PART_M = 32;
constant constexpr uint PART_N = 64;
constant constexpr uint UNIT_M = 64;
constant constexpr uint UNIT_N = 64;
constant constexpr uint SPLITS = 4;
constant constexpr uint THREADS = 64;
constant constexpr uint A_LEADING = 32;
constant constexpr uint B_LEADING = 32;
constant constexpr uint SIMDGROUPS_ACROSS = 1;
constant constexpr uint STRIP = 8;

// The start of a unit of rows or columns that is responsible for what begins at `own`: further inward if the
// unit would cross the end.
inline uint placed(uint own, uint extent, uint unit, bool whole) {
    return whole ? min(own, extent - unit) : own;
}

// Four elements of a row, with zeros beyond its end.
inline float4 load_quad(device const float *row, uint column, uint columns, bool whole) {
    if (whole || column + 4 <= columns)
        return float4(*(device const packed_float4 *)(row + column));
    float4 quad = float4(0);
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++)
        if (column + i < columns)
            quad[i] = row[column + i];
    return quad;
}

// Four quantised weights of a row, with zeros beyond `columns`.
inline int4 load_quantised(device const char *row, uint c, uint columns, bool whole) {
    if (whole || c + 4 <= columns) {
        return int4(char4(*(device const packed_char4 *)(row + c)));
    }
    int4 quad = 0;
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++)
        if (c + i < columns)
            quad[i] = row[c + i];
    return quad;
}

// Four weights of row `r` from column `c` on: scale * (q - zero), and zeros beyond the end of K.
inline float4 load_weights(device const char *W, device const float *scales, uint r, uint c, uint columns,
                           bool whole, constant GemmSizes &sizes) {
    if (!whole && c >= columns)
        return float4(0);
    const uint at = r * ((sizes.k + 63) / 64) + c / 64;
    const int4 quantised = load_quantised(W + r * sizes.ldb, c, columns, whole) - 0;
    float4 quad = float(scales[at]) * float4(quantised);
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++)
        quad[i] = whole || c + i < columns ? quad[i] : 0.0f;
    return quad;
}

// for each step of K:
//     all threads copy the step's blocks of A and B to threadgroup memory; barrier
//     for every 8 elements of the step:
//         load a column of A's tiles and a row of B's tiles; add the product of each pair to the sums
//     barrier, before the blocks are overwritten
// write the sums to this part's block of scratch memory
[[max_total_threads_per_threadgroup(64)]]
kernel void qgemm(device const float *A [[buffer(0)]],
                  device const char *B [[buffer(1)]],
                  constant GemmSizes &sizes [[buffer(3)]],
                  device float *partial [[buffer(5)]],
                  device const float *scales [[buffer(6)]],
                  uint3 group [[threadgroup_position_in_grid]],
                  ushort thread_index [[thread_index_in_threadgroup]],
                  ushort simdgroup_index [[simdgroup_index_in_threadgroup]]) {
    threadgroup float4 shared[1024];
    threadgroup float *a_block = (threadgroup float *)shared;
    threadgroup float *b_block = (threadgroup float *)(a_block + 2048);
    // This SIMD-group's part of a block.
    const uint part_row = simdgroup_index / SIMDGROUPS_ACROSS * PART_M;
    const uint part_column = simdgroup_index % SIMDGROUPS_ACROSS * PART_N;

    // This part of K and member of the batch; the block's position in C and in scratch memory.
    const uint split = group.z % SPLITS, member = group.z / SPLITS;
    A += member * sizes.stride_a;
    B += member * sizes.stride_b;
    const uint block_row = group.y * BLOCK_M, block_column = group.x * BLOCK_N;
    const uint across = (sizes.n + BLOCK_N - 1) / BLOCK_N, down = (sizes.m + BLOCK_M - 1) / BLOCK_M;
    const uint tile = (member * down + group.y) * across + group.x;
    partial += (tile * SPLITS + split) * (BLOCK_M * BLOCK_N);
    const uint steps = (sizes.k + BLOCK_K - 1) / BLOCK_K;
    const uint k_begin = steps * split / SPLITS * BLOCK_K;
    const uint k_end = min(sizes.k, steps * (split + 1) / SPLITS * BLOCK_K);
    const uint own_row = block_row, own_column = block_column;
    const uint first_row = placed(own_row, sizes.m, UNIT_M, whole_m), row = first_row + part_row;
    const uint first_column = placed(own_column, sizes.n, UNIT_N, whole_n), column = first_column
        + part_column;
    const bool inside = row < sizes.m && column < sizes.n;

    simdgroup_matrix<float, 8, 8> sums[PART_M / 8][PART_N / 8];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < PART_M / 8; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < PART_N / 8; j++)
            sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(float(0));
    for (uint k = k_begin; k < k_end; k += BLOCK_K) {
        // The block of A, with zeros beyond the edges.
        for (uint i = thread_index * 4; i < BLOCK_M * BLOCK_K; i += THREADS * 4) {
            const uint r = first_row + i / BLOCK_K, c = k + i % BLOCK_K;
            float4 quad = float4(0);
            if (whole_m || r < sizes.m)
                quad = load_quad(A + r * sizes.lda, c, k_end, whole_k);
            *(threadgroup float4 *)(a_block + i / BLOCK_K * A_LEADING + i % BLOCK_K) = quad;
        }
        // The block of B, with zeros beyond the edges.
        for (uint i = thread_index * 4; i < BLOCK_N * BLOCK_K; i += THREADS * 4) {
            const uint r = first_column + i / BLOCK_K, c = k + i % BLOCK_K;
            float4 quad = float4(0);
            if (whole_n || r < sizes.n)
                quad = load_weights(B, scales, r, c, k_end, whole_k, sizes);
            *(threadgroup float4 *)(b_block + i / BLOCK_K * B_LEADING + i % BLOCK_K) = quad;
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);

        // How much of the step this part needs: less at the end of K, nothing outside of C.
        const uint left = whole_k ? BLOCK_K : min(BLOCK_K, k_end - k);
        const uint depth = inside ? left : 0;
        for (uint step = 0; step < depth; step += 8) {
            simdgroup_matrix<float, 8, 8> a[PART_M / 8];
            simdgroup_matrix<float, 8, 8> b[PART_N / 8];
            #pragma clang loop unroll(full)
            for (uint i = 0; i < PART_M / 8; i++)
                simdgroup_load(a[i], a_block + (part_row + i * 8) * A_LEADING + step, A_LEADING);
            #pragma clang loop unroll(full)
            for (uint j = 0; j < PART_N / 8; j++)
                simdgroup_load(b[j], b_block + (part_column + j * 8) * B_LEADING + step, B_LEADING,
                               ulong2(0), true);
            #pragma clang loop unroll(full)
            for (uint i = 0; i < PART_M / 8; i++)
                #pragma clang loop unroll(full)
                for (uint j = 0; j < PART_N / 8; j++)
                    simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);
    }

    if (inside) {
        #pragma clang loop unroll(full)
        for (uint i = 0; i < PART_M / 8; i++)
            #pragma clang loop unroll(full)
            for (uint j = 0; j < PART_N / 8; j++)
                simdgroup_store(sums[i][j], partial + (part_row + i * 8) * BLOCK_N + part_column + j * 8,
                                BLOCK_N);
    }
}

// qgemm: C[m,n] = A[m,k] * B[n,k]^T, row-major.
// A and B staged in threadgroup memory, multiplied by SIMD-group matrices;
// one threadgroup per block of C and part of K; a second pass adds the sums of all parts.
//
// in memory            A float, B char, C float
// in registers         A and B float, sums float
// block of C           64 x 64 per threadgroup of 64 threads
// part of the block    32 x 64 per SIMD-group
// step of K            32
// edges                the last block of a dimension is moved inward
// threadgroup memory   16384 bytes
//
// Works for all sizes. Offsets are uint: a matrix has at most 2^28 elements.

#include <metal_stdlib>
#include <metal_simdgroup_matrix>
using namespace metal;

struct GemmSizes {
    uint m, n, k;
    // Elements from one row in memory to the next, and from one member of the batch to the next.
    uint lda, ldb, ldc;
    uint stride_a, stride_b, stride_c;
    uint batch;
    float alpha, beta;
};

// True if no block crosses the end of the dimension: it is a multiple of the block, or the last block is
// moved inward.
constant bool whole_m [[function_constant(0)]];
constant bool whole_n [[function_constant(1)]];
constant bool whole_k [[function_constant(2)]];

constant constexpr uint BLOCK_M = 64;
constant constexpr uint BLOCK_N = 64;
constant constexpr uint BLOCK_K = 32;
constant constexpr uint PART_M = 32;
constant constexpr uint PART_N = 64;
constant constexpr uint UNIT_M = 64;
constant constexpr uint UNIT_N = 64;
constant constexpr uint SPLITS = 4;
constant constexpr uint BLOCK = 4096;
constant constexpr uint THREADS = 256;

// The start of a unit of rows or columns that is responsible for what begins at `own`: further inward if the
// unit would cross the end.
inline uint placed(uint own, uint extent, uint unit, bool whole) {
    return whole ? min(own, extent - unit) : own;
}

// The value that is written for a sum: sum.
template <typename T> inline T finish(T sum, T previous, T bias, float alpha, float beta) {
    return sum;
}

// Writes four sums of a row of C, except for what is another block's or beyond the end.
inline void write_quad(float4 sums, device float *row, uint column, uint own_column,
                       constant GemmSizes &sizes) {
    if (column >= own_column && column + 4 <= sizes.n) {
        const float4 previous = float4(0);
        const float4 added = float4(0);
        const float4 finished = finish(sums, previous, added, sizes.alpha, sizes.beta);
        *(device packed_float4 *)(row + column) = packed_float4(finished);
        return;
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++)
        if (column + i >= own_column && column + i < sizes.n)
            row[column + i] = float(finish(sums[i], 0.0f, 0.0f, sizes.alpha, sizes.beta));
}

// Second pass of split-k: adds the sums of a block over all parts of K.
//
// for every four sums of the block:
//     add them over the parts, in order; write them to C through the epilogue
[[max_total_threads_per_threadgroup(256)]]
kernel void qgemm_fix_up(device float *C [[buffer(2)]],
                         constant GemmSizes &sizes [[buffer(3)]],
                         device const float *partial [[buffer(5)]],
                         uint3 group [[threadgroup_position_in_grid]],
                         ushort thread_index [[thread_index_in_threadgroup]]) {
    const uint across = (sizes.n + BLOCK_N - 1) / BLOCK_N, down = (sizes.m + BLOCK_M - 1) / BLOCK_M;
    const uint tile = (group.z * down + group.y) * across + group.x;
    C += group.z * sizes.stride_c;
    const uint block = tile * SPLITS * BLOCK;
    for (uint i = thread_index * 4; i < BLOCK; i += THREADS * 4) {
        // The position in C. As in the first pass, a unit that would cross an edge begins further inward.
        const uint r = i / BLOCK_N, c = i % BLOCK_N;
        const uint own_row = group.y * BLOCK_M + r / UNIT_M * UNIT_M;
        const uint own_column = group.x * BLOCK_N + c / UNIT_N * UNIT_N;
        if (own_row >= sizes.m || own_column >= sizes.n)
            continue;
        const uint row = placed(own_row, sizes.m, UNIT_M, whole_m) + r % UNIT_M;
        const uint column = placed(own_column, sizes.n, UNIT_N, whole_n) + c % UNIT_N;
        if (row < own_row || row >= sizes.m)
            continue;
        float4 sums = 0;
        for (uint split = 0; split < SPLITS; split++)
            sums += float4(*(device const float4 *)(partial + block + split * BLOCK + i));
        write_quad(sums, C + row * sizes.ldc, column, own_column, sizes);
    }
}
