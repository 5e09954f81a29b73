// SGEMM with SIMD-group matrices: C[m,n] = A[m,k] * B[k,n], row-major, single precision.
//
// block of C           64 x 64 a threadgroup of 64 threads
// part of the block    32 x 64 a SIMD-group: 4 x 8 matrices of 8 x 8 in registers
// step of K            32
// threadgroup memory   16896 bytes
//
// Serves all sizes. Offsets are uint: a matrix has 16384 x 16384 = 2^28 elements at most.

#include <metal_stdlib>
#include <metal_simdgroup_matrix>
using namespace metal;

struct GemmSizes {
    uint m, n, k;
};

// True when m, n and k are multiples of the block: nothing needs a guard, and rows are whole float4s.
constant bool aligned [[function_constant(0)]];

constant constexpr uint BLOCK_M = 64;
constant constexpr uint BLOCK_N = 64;
constant constexpr uint BLOCK_K = 32;
constant constexpr uint THREADS = 64;
constant constexpr uint SIMDGROUPS = 2;
constant constexpr uint SIMDGROUPS_ACROSS = 1;
constant constexpr uint TILES_M = 4;
constant constexpr uint TILES_N = 8;

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

// Writes one 8x8 tile of C, without what lies beyond C's edges. The tile belongs to all lanes of the
// SIMD-group, and all of them take the same way through here.
inline void store_tile(simdgroup_float8x8 tile, device float *C, threadgroup float *edge,
                       uint row, uint column, constant GemmSizes &sizes, ushort lane) {
    if (aligned || (row + 8 <= sizes.m && column + 8 <= sizes.n)) {
        simdgroup_store(tile, C + row * sizes.n + column, sizes.n);
        return;
    }
    if (row >= sizes.m || column >= sizes.n)
        return;
    simdgroup_store(tile, edge, 8);
    simdgroup_barrier(mem_flags::mem_threadgroup);
    for (uint i = lane; i < 64; i += 32)
        if (row + i / 8 < sizes.m && column + i % 8 < sizes.n)
            C[(row + i / 8) * sizes.n + column + i % 8] = edge[i];
    simdgroup_barrier(mem_flags::mem_threadgroup);
}

// for each step of K:
//     all threads copy the step's block of A and of B to threadgroup memory; meet
//     for each 8 of the step:
//         load a column of A's tiles and a row of B's; add the product of each with each to the sums
//     meet, before the blocks are overwritten
// write the sums to C
[[max_total_threads_per_threadgroup(64)]]
kernel void gemm_simdgroup(device const float *A [[buffer(0)]],
                           device const float *B [[buffer(1)]],
                           device float *C [[buffer(2)]],
                           constant GemmSizes &sizes [[buffer(3)]],
                           uint2 group [[threadgroup_position_in_grid]],
                           ushort thread_index [[thread_index_in_threadgroup]],
                           ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                           ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float4 a_quads[BLOCK_M * BLOCK_K / 4];
    threadgroup float4 b_quads[BLOCK_K * BLOCK_N / 4];
    const threadgroup float *a_block = (const threadgroup float *)a_quads;
    const threadgroup float *b_block = (const threadgroup float *)b_quads;
    threadgroup float edges[SIMDGROUPS * 64];

    // The block's place in C, and this SIMD-group's part of the block.
    const uint first_row = group.y * BLOCK_M, first_column = group.x * BLOCK_N;
    const uint part_row = simdgroup_index / SIMDGROUPS_ACROSS * TILES_M * 8;
    const uint part_column = simdgroup_index % SIMDGROUPS_ACROSS * TILES_N * 8;
    const bool inside = first_row + part_row < sizes.m && first_column + part_column < sizes.n;

    simdgroup_float8x8 sums[TILES_M][TILES_N];
    for (uint i = 0; i < TILES_M; i++)
        for (uint j = 0; j < TILES_N; j++)
            sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);

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
        for (uint step = 0; step < depth; step += 8) {
            simdgroup_float8x8 a[TILES_M], b[TILES_N];
            for (uint i = 0; i < TILES_M; i++)
                simdgroup_load(a[i], a_block + (part_row + i * 8) * BLOCK_K + step, BLOCK_K);
            for (uint j = 0; j < TILES_N; j++)
                simdgroup_load(b[j], b_block + step * BLOCK_N + part_column + j * 8, BLOCK_N);
            for (uint i = 0; i < TILES_M; i++)
                for (uint j = 0; j < TILES_N; j++)
                    simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);
    }

    for (uint i = 0; i < TILES_M; i++)
        for (uint j = 0; j < TILES_N; j++)
            store_tile(sums[i][j], C, edges + simdgroup_index * 64, first_row + part_row + i * 8,
                       first_column + part_column + j * 8, sizes, lane);
}
