// qgemm: C[m,n] = A[m,k] * B[n,k]^T, row-major.
// A and B staged in threadgroup memory, multiplied by SIMD-group matrices;
// one threadgroup per block of C.
//
// in memory            A half, B uchar, C half
// in registers         A and B half, sums float
// block of C           64 x 64 per threadgroup of 64 threads
// part of the block    32 x 64 per SIMD-group
// step of K            32
// edges                the last block of a dimension is moved inward
// threadgroup memory   8192 bytes
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
constant constexpr uint THREADS = 64;
constant constexpr uint A_LEADING = 32;
constant constexpr uint B_LEADING = 32;
constant constexpr uint SIMDGROUPS_ACROSS = 1;
constant constexpr uint STRIP = 32;

// The start of a unit of rows or columns that is responsible for what begins at `own`: further inward if the
// unit would cross the end.
inline uint placed(uint own, uint extent, uint unit, bool whole) {
    return whole ? min(own, extent - unit) : own;
}

// Four elements of a row, with zeros beyond its end.
inline half4 load_quad(device const half *row, uint column, uint columns, bool whole) {
    if (whole || column + 4 <= columns)
        return half4(*(device const packed_half4 *)(row + column));
    half4 quad = half4(0);
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++)
        if (column + i < columns)
            quad[i] = row[column + i];
    return quad;
}

// Four quantised weights of a row, with zeros beyond `columns`.
inline int4 load_quantised(device const uchar *row, uint c, uint columns, bool whole) {
    if (whole || c + 4 <= columns) {
        const uchar2 pairs = uchar2(*(device const packed_uchar2 *)(row + c / 2));
        return int4(pairs.x & 15, pairs.x >> 4, pairs.y & 15, pairs.y >> 4);
    }
    int4 quad = 0;
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++)
        if (c + i < columns)
            quad[i] = row[(c + i) / 2] >> ((c + i) % 2 * 4) & 15;
    return quad;
}

// Four weights of row `r` from column `c` on: scale * (q - zero), and zeros beyond the end of K.
inline half4 load_weights(device const uchar *W, device const half *scales, device const uchar *zeros,
                          uint r, uint c, uint columns, bool whole, constant GemmSizes &sizes) {
    if (!whole && c >= columns)
        return half4(0);
    const uint at = r * ((sizes.k + 63) / 64) + c / 64;
    const int4 quantised = load_quantised(W + r * sizes.ldb, c, columns, whole) - int(zeros[at]);
    float4 quad = float(scales[at]) * float4(quantised);
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++)
        quad[i] = whole || c + i < columns ? quad[i] : 0.0f;
    return half4(quad);
}

// The value that is written for a sum: sum.
template <typename T> inline T finish(T sum, T previous, T bias, float alpha, float beta) {
    return sum;
}

// Writes four sums of a row of C, except for what is another block's or beyond the end.
inline void write_quad(float4 sums, device half *row, uint column, uint own_column,
                       constant GemmSizes &sizes) {
    if (column >= own_column && column + 4 <= sizes.n) {
        const float4 previous = float4(0);
        const float4 added = float4(0);
        const float4 finished = finish(sums, previous, added, sizes.alpha, sizes.beta);
        *(device packed_half4 *)(row + column) = packed_half4(half4(finished));
        return;
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++)
        if (column + i >= own_column && column + i < sizes.n)
            row[column + i] = half(finish(sums[i], 0.0f, 0.0f, sizes.alpha, sizes.beta));
}

// Writes 8 rows of sums from the threadgroup memory of the SIMD-group.
inline void write_strip(const threadgroup float *strip, device half *C, uint row, uint column,
                        uint own_row, uint own_column, constant GemmSizes &sizes, ushort lane) {
    for (uint i = lane * 4; i < 8 * STRIP; i += 32 * 4) {
        const uint r = row + i / STRIP, c = column + i % STRIP;
        if (r >= own_row && r < sizes.m)
            write_quad(float4(*(const threadgroup float4 *)(strip + i)), C + r * sizes.ldc, c, own_column,
                       sizes);
    }
}

// for each step of K:
//     all threads copy the step's blocks of A and B to threadgroup memory; barrier
//     for every 8 elements of the step:
//         load a column of A's tiles and a row of B's tiles; add the product of each pair to the sums
//     barrier, before the blocks are overwritten
// write the sums to C through the epilogue
[[max_total_threads_per_threadgroup(64)]]
kernel void qgemm(device const half *A [[buffer(0)]],
                  device const uchar *B [[buffer(1)]],
                  device half *C [[buffer(2)]],
                  constant GemmSizes &sizes [[buffer(3)]],
                  device const half *scales [[buffer(6)]],
                  device const uchar *zeros [[buffer(7)]],
                  uint3 group [[threadgroup_position_in_grid]],
                  ushort thread_index [[thread_index_in_threadgroup]],
                  ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                  ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float4 shared[512];
    threadgroup half *a_block = (threadgroup half *)shared;
    threadgroup half *b_block = (threadgroup half *)(a_block + 2048);
    threadgroup float *strip = (threadgroup float *)shared + simdgroup_index * 8 * STRIP;
    // This SIMD-group's part of a block.
    const uint part_row = simdgroup_index / SIMDGROUPS_ACROSS * PART_M;
    const uint part_column = simdgroup_index % SIMDGROUPS_ACROSS * PART_N;

    // This member of the batch, and the block's position in C.
    A += group.z * sizes.stride_a;
    B += group.z * sizes.stride_b;
    C += group.z * sizes.stride_c;
    const uint block_row = group.y * BLOCK_M, block_column = group.x * BLOCK_N;
    const uint k_begin = 0, k_end = sizes.k;
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
            half4 quad = half4(0);
            if (whole_m || r < sizes.m)
                quad = load_quad(A + r * sizes.lda, c, k_end, whole_k);
            *(threadgroup half4 *)(a_block + i / BLOCK_K * A_LEADING + i % BLOCK_K) = quad;
        }
        // The block of B, with zeros beyond the edges.
        for (uint i = thread_index * 4; i < BLOCK_N * BLOCK_K; i += THREADS * 4) {
            const uint r = first_column + i / BLOCK_K, c = k + i % BLOCK_K;
            half4 quad = half4(0);
            if (whole_n || r < sizes.n)
                quad = load_weights(B, scales, zeros, r, c, k_end, whole_k, sizes);
            *(threadgroup half4 *)(b_block + i / BLOCK_K * B_LEADING + i % BLOCK_K) = quad;
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);

        // How much of the step this part needs: less at the end of K, nothing outside of C.
        const uint left = whole_k ? BLOCK_K : min(BLOCK_K, k_end - k);
        const uint depth = inside ? left : 0;
        for (uint step = 0; step < depth; step += 8) {
            simdgroup_matrix<half, 8, 8> a[PART_M / 8];
            simdgroup_matrix<half, 8, 8> b[PART_N / 8];
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
        for (uint i = 0; i < PART_M / 8; i++) {
            #pragma clang loop unroll(full)
            for (uint j = 0; j < PART_N / 8; j += STRIP / 8) {
                #pragma clang loop unroll(full)
                for (uint t = 0; t < STRIP / 8; t++)
                    simdgroup_store(sums[i][j + t], strip + t * 8, STRIP);
                simdgroup_barrier(mem_flags::mem_threadgroup);
                write_strip(strip, C, row + i * 8, column + j * 8, own_row, own_column, sizes, lane);
                simdgroup_barrier(mem_flags::mem_threadgroup);
            }
        }
    }
}
