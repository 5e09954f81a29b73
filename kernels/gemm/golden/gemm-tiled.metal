// sgemm: C[m,n] = A[m,k] * B[k,n], row-major.
// A and B staged in threadgroup memory, sums in registers of threads;
// one threadgroup per block of C.
//
// in memory            A float, B float, C float
// in registers         A and B float, sums float
// block of C           64 x 64 per threadgroup of 128 threads
// part of the block    4 x 8 per thread
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
constant constexpr uint UNIT_M = 64;
constant constexpr uint UNIT_N = 64;
constant constexpr uint THREADS = 128;
constant constexpr uint A_LEADING = 32;
constant constexpr uint B_LEADING = 64;
constant constexpr uint THREADS_ACROSS = 8;
constant constexpr uint ROWS = 4;
constant constexpr uint QUADS = 2;

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

// for each step of K:
//     all threads copy the step's blocks of A and B to threadgroup memory; barrier
//     for each element of the step:
//         add the product of a column of A's block with a row of B's to the sums
//     barrier, before the blocks are overwritten
// write the sums to C through the epilogue
[[max_total_threads_per_threadgroup(128)]]
kernel void sgemm(device const float *A [[buffer(0)]],
                  device const float *B [[buffer(1)]],
                  device float *C [[buffer(2)]],
                  constant GemmSizes &sizes [[buffer(3)]],
                  uint3 group [[threadgroup_position_in_grid]],
                  ushort thread_index [[thread_index_in_threadgroup]]) {
    threadgroup float4 shared[1024];
    threadgroup float *a_block = (threadgroup float *)shared;
    threadgroup float *b_block = (threadgroup float *)(a_block + 2048);
    // This thread's part of a block.
    const uint part_row = thread_index / THREADS_ACROSS * ROWS;
    const uint part_column = thread_index % THREADS_ACROSS * QUADS * 4;

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

    float4 sums[ROWS][QUADS];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < ROWS; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < QUADS; j++)
            sums[i][j] = 0;
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
        for (uint i = thread_index * 4; i < BLOCK_K * BLOCK_N; i += THREADS * 4) {
            const uint r = k + i / BLOCK_N, c = first_column + i % BLOCK_N;
            float4 quad = float4(0);
            if (whole_k || r < k_end)
                quad = load_quad(B + r * sizes.ldb, c, sizes.n, whole_n);
            *(threadgroup float4 *)(b_block + i / BLOCK_N * B_LEADING + i % BLOCK_N) = quad;
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);

        // How much of the step this part needs: less at the end of K, nothing outside of C.
        const uint left = whole_k ? BLOCK_K : min(BLOCK_K, k_end - k);
        const uint depth = inside ? left : 0;
        for (uint step = 0; step < depth; step++) {
            float4 b[QUADS];
            #pragma clang loop unroll(full)
            for (uint j = 0; j < QUADS; j++)
                b[j] = float4(*(const threadgroup float4 *)(b_block + step * B_LEADING + part_column + j
                                                            * 4));
            #pragma clang loop unroll(full)
            for (uint i = 0; i < ROWS; i++)
                #pragma clang loop unroll(full)
                for (uint j = 0; j < QUADS; j++)
                    sums[i][j] += float(a_block[(part_row + i) * A_LEADING + step]) * b[j];
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);
    }

    if (inside) {
        #pragma unroll
        for (uint i = 0; i < ROWS; i++) {
            if (row + i < own_row || row + i >= sizes.m)
                continue;
            #pragma unroll
            for (uint j = 0; j < QUADS; j++)
                write_quad(sums[i][j], C + (row + i) * sizes.ldc, column + j * 4, own_column, sizes);
        }
    }
}
