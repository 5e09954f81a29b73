// SGEMM, tiled: C[m,n] = A[m,k] * B[k,n], row-major, single precision.
//
// block of C           64 x 64 a threadgroup of 128 threads
// part of the block    4 x 8 a thread, in registers
// step of K            32
// threadgroup memory   16384 bytes
//
// Serves all sizes. Offsets are uint: a matrix has 16384 x 16384 = 2^28 elements at most.

#include <metal_stdlib>
using namespace metal;

struct GemmSizes {
    uint m, n, k;
};

// True when m, n and k are multiples of the block: nothing needs a guard, and rows are whole float4s.
constant bool aligned [[function_constant(0)]];

constant constexpr uint BLOCK_M = 64;
constant constexpr uint BLOCK_N = 64;
constant constexpr uint BLOCK_K = 32;
constant constexpr uint THREADS = 128;
constant constexpr uint THREADS_ACROSS = 8;
constant constexpr uint ROWS = 4;
constant constexpr uint QUADS = 2;

// Four elements of a row, with zeros in place of what lies beyond its end.
inline float4 load_quad(device const float *row, uint column, uint columns) {
    if (aligned)
        return *(device const float4 *)(row + column);
    if (column + 4 <= columns)
        return float4(*(device const packed_float4 *)(row + column));
    float4 quad = 0;
    for (uint i = 0; column + i < columns; i++)
        quad[i] = row[column + i];
    return quad;
}

// Writes four elements of a row of C, without what lies beyond C's edges.
inline void store_quad(float4 quad, device float *C, uint row, uint column, constant GemmSizes &sizes) {
    device float *target = C + row * sizes.n + column;
    if (aligned)
        *(device float4 *)target = quad;
    else if (row < sizes.m)
        for (uint i = 0; i < 4 && column + i < sizes.n; i++)
            target[i] = quad[i];
}

// for each step of K:
//     all threads copy the step's block of A and of B to threadgroup memory; meet
//     for each element of the step:
//         add the product of a column of A's block with a row of B's to the sums
//     meet, before the blocks are overwritten
// write the sums to C, without what lies beyond its edges
[[max_total_threads_per_threadgroup(128)]]
kernel void gemm_tiled(device const float *A [[buffer(0)]],
                       device const float *B [[buffer(1)]],
                       device float *C [[buffer(2)]],
                       constant GemmSizes &sizes [[buffer(3)]],
                       uint2 group [[threadgroup_position_in_grid]],
                       ushort thread_index [[thread_index_in_threadgroup]]) {
    threadgroup float4 a_quads[BLOCK_M * BLOCK_K / 4];
    threadgroup float4 b_quads[BLOCK_K * BLOCK_N / 4];
    const threadgroup float *a_block = (const threadgroup float *)a_quads;

    // The block's place in C, and this thread's part of the block.
    const uint first_row = group.y * BLOCK_M, first_column = group.x * BLOCK_N;
    const uint part_row = thread_index / THREADS_ACROSS * ROWS;
    const uint part_column = thread_index % THREADS_ACROSS * QUADS * 4;
    const bool inside = first_row + part_row < sizes.m && first_column + part_column < sizes.n;

    float4 sums[ROWS][QUADS];
    for (uint i = 0; i < ROWS; i++)
        for (uint j = 0; j < QUADS; j++)
            sums[i][j] = 0;

    for (uint k = 0; k < sizes.k; k += BLOCK_K) {
        // The block of A; zeros beyond its edges.
        for (uint i = thread_index; i < BLOCK_M * BLOCK_K / 4; i += THREADS) {
            const uint row = first_row + i / (BLOCK_K / 4);
            const uint column = k + i % (BLOCK_K / 4) * 4;
            const bool there = aligned || row < sizes.m;
            a_quads[i] = there ? load_quad(A + row * sizes.k, column, sizes.k) : float4(0);
        }
        // The block of B; zeros beyond its edges.
        for (uint i = thread_index; i < BLOCK_K * BLOCK_N / 4; i += THREADS) {
            const uint row = k + i / (BLOCK_N / 4);
            const uint column = first_column + i % (BLOCK_N / 4) * 4;
            const bool there = aligned || row < sizes.k;
            b_quads[i] = there ? load_quad(B + row * sizes.n, column, sizes.n) : float4(0);
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);

        // How much of the step counts for this part: less at the end of K, nothing outside of C.
        uint depth = BLOCK_K;
        if (!aligned)
            depth = inside ? min(BLOCK_K, sizes.k - k) : 0;
        for (uint step = 0; step < depth; step++) {
            const threadgroup float4 *b = b_quads + (step * BLOCK_N + part_column) / 4;
            for (uint i = 0; i < ROWS; i++)
                for (uint j = 0; j < QUADS; j++)
                    sums[i][j] += a_block[(part_row + i) * BLOCK_K + step] * b[j];
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);
    }

    for (uint i = 0; i < ROWS; i++)
        for (uint j = 0; j < QUADS; j++)
            store_quad(sums[i][j], C, first_row + part_row + i, first_column + part_column + j * 4, sizes);
}
