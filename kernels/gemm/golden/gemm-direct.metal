// SGEMM with SIMD-group matrices, unstaged: C[m,n] = A[m,k] * B[k,n], row-major, single precision.
//
// block of C           64 x 64 a threadgroup of 64 threads
// part of the block    32 x 64 a SIMD-group: 4 x 8 matrices of 8 x 8 in registers
// step of K            8
// threadgroup memory   512 bytes
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
constant constexpr uint SIMDGROUPS = 2;
constant constexpr uint SIMDGROUPS_ACROSS = 1;
constant constexpr uint TILES_M = 4;
constant constexpr uint TILES_N = 8;

// Reads one 8x8 tile of a matrix, with zeros in place of what lies beyond its edges. All lanes of the
// SIMD-group take the same way through here.
inline void load_tile(thread simdgroup_float8x8 &tile, device const float *matrix, threadgroup float *edge,
                      uint row, uint column, uint rows, uint columns, ushort lane) {
    if (aligned || (row + 8 <= rows && column + 8 <= columns)) {
        simdgroup_load(tile, matrix + row * columns + column, columns);
        return;
    }
    for (uint i = lane; i < 64; i += 32) {
        const bool there = row + i / 8 < rows && column + i % 8 < columns;
        edge[i] = there ? matrix[(row + i / 8) * columns + column + i % 8] : 0.0f;
    }
    simdgroup_barrier(mem_flags::mem_threadgroup);
    simdgroup_load(tile, edge, 8);
    simdgroup_barrier(mem_flags::mem_threadgroup);
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

// for each 8 of K:
//     load a column of A's tiles and a row of B's; add the product of each with each to the sums
// write the sums to C
//
// The SIMD-groups of a threadgroup read the same rows and columns at about the same time, so caches serve
// all but the first; none waits for another.
[[max_total_threads_per_threadgroup(64)]]
kernel void gemm_direct(device const float *A [[buffer(0)]],
                        device const float *B [[buffer(1)]],
                        device float *C [[buffer(2)]],
                        constant GemmSizes &sizes [[buffer(3)]],
                        uint2 group [[threadgroup_position_in_grid]],
                        ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                        ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float edges[SIMDGROUPS * 64];
    threadgroup float *edge = edges + simdgroup_index * 64;

    // This SIMD-group's part of C.
    const uint first_row = group.y * BLOCK_M + simdgroup_index / SIMDGROUPS_ACROSS * TILES_M * 8;
    const uint first_column = group.x * BLOCK_N + simdgroup_index % SIMDGROUPS_ACROSS * TILES_N * 8;
    if (first_row >= sizes.m || first_column >= sizes.n)
        return;

    simdgroup_float8x8 sums[TILES_M][TILES_N];
    for (uint i = 0; i < TILES_M; i++)
        for (uint j = 0; j < TILES_N; j++)
            sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);

    for (uint k = 0; k < sizes.k; k += 8) {
        simdgroup_float8x8 a[TILES_M], b[TILES_N];
        for (uint i = 0; i < TILES_M; i++)
            load_tile(a[i], A, edge, first_row + i * 8, k, sizes.m, sizes.k, lane);
        for (uint j = 0; j < TILES_N; j++)
            load_tile(b[j], B, edge, k, first_column + j * 8, sizes.k, sizes.n, lane);
        for (uint i = 0; i < TILES_M; i++)
            for (uint j = 0; j < TILES_N; j++)
                simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);
    }

    for (uint i = 0; i < TILES_M; i++)
        for (uint j = 0; j < TILES_N; j++)
            store_tile(sums[i][j], C, edge, first_row + i * 8, first_column + j * 8, sizes, lane);
}
