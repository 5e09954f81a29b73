// hgemm: C[m,n] = A[k,m]^T * B[n,k]^T, row-major.
// A and B staged in threadgroup memory, multiplied by SIMD-group matrices;
// one threadgroup per block of C.
//
// in memory            A half, B half, C half
// in registers         A and B half, sums float
// block of C           48 x 48 per threadgroup of 128 threads
// part of the block    24 x 24 per SIMD-group
// step of K            32
// edges                the last block of a dimension is moved inward
// threadgroup memory   7424 bytes
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

constant constexpr uint BLOCK_M = 48;
constant constexpr uint BLOCK_N = 48;
constant constexpr uint BLOCK_K = 32;
constant constexpr uint PART_M = 24;
constant constexpr uint PART_N = 24;
constant constexpr uint UNIT_M = 48;
constant constexpr uint UNIT_N = 48;
constant constexpr uint THREADS = 128;
constant constexpr uint A_LEADING = 56;
constant constexpr uint B_LEADING = 40;
constant constexpr uint SIMDGROUPS_ACROSS = 2;
constant constexpr uint STRIP = 24;

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
[[max_total_threads_per_threadgroup(128)]]
kernel void hgemm(device const half *A [[buffer(0)]],
                  device const half *B [[buffer(1)]],
                  device half *C [[buffer(2)]],
                  constant GemmSizes &sizes [[buffer(3)]],
                  uint3 group [[threadgroup_position_in_grid]],
                  ushort thread_index [[thread_index_in_threadgroup]],
                  ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                  ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float4 shared[464];
    threadgroup half *a_block = (threadgroup half *)shared;
    threadgroup half *b_block = (threadgroup half *)(a_block + 1792);
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
        for (uint i = thread_index * 4; i < BLOCK_K * BLOCK_M; i += THREADS * 4) {
            const uint r = k + i / BLOCK_M, c = first_row + i % BLOCK_M;
            half4 quad = half4(0);
            if (whole_k || r < k_end)
                quad = load_quad(A + r * sizes.lda, c, sizes.m, whole_m);
            *(threadgroup half4 *)(a_block + i / BLOCK_M * A_LEADING + i % BLOCK_M) = quad;
        }
        // The block of B, with zeros beyond the edges.
        for (uint i = thread_index * 4; i < BLOCK_N * BLOCK_K; i += THREADS * 4) {
            const uint r = first_column + i / BLOCK_K, c = k + i % BLOCK_K;
            half4 quad = half4(0);
            if (whole_n || r < sizes.n)
                quad = load_quad(B + r * sizes.ldb, c, k_end, whole_k);
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
                simdgroup_load(a[i], a_block + step * A_LEADING + part_row + i * 8, A_LEADING, ulong2(0),
                               true);
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

// hgemm: C[m,n] = A[k,m]^T * B[n,k]^T, row-major.
// A and B staged in threadgroup memory, multiplied by SIMD-group matrices;
// one threadgroup per block of C.
//
// in memory            A half, B half, C half
// in registers         A and B half, sums float
// block of C           48 x 48 per threadgroup of 128 threads
// part of the block    24 x 24 per SIMD-group
// step of K            32
// edges                the last block of a dimension is moved inward
// threadgroup memory   7424 bytes
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

constant constexpr uint BLOCK_M = 48;
constant constexpr uint BLOCK_N = 48;
constant constexpr uint BLOCK_K = 32;
constant constexpr uint PART_M = 24;
constant constexpr uint PART_N = 24;
constant constexpr uint UNIT_M = 48;
constant constexpr uint UNIT_N = 48;
constant constexpr uint THREADS = 128;
constant constexpr uint A_LEADING = 56;
constant constexpr uint B_LEADING = 40;
constant constexpr uint SIMDGROUPS_ACROSS = 2;
constant constexpr uint STRIP = 24;

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
[[max_total_threads_per_threadgroup(128)]]
kernel void hgemm(device const half *A [[buffer(0)]],
                  device const half *B [[buffer(1)]],
                  device half *C [[buffer(2)]],
                  constant GemmSizes &sizes [[buffer(3)]],
                  uint3 group [[threadgroup_position_in_grid]],
                  ushort thread_index [[thread_index_in_threadgroup]],
                  ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                  ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float4 shared[464];
    threadgroup half *a_block = (threadgroup half *)shared;
    threadgroup half *b_block = (threadgroup half *)(a_block + 1792);
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
        for (uint i = thread_index * 4; i < BLOCK_K * BLOCK_M; i += THREADS * 4) {
            const uint r = k + i / BLOCK_M, c = first_row + i % BLOCK_M;
            half4 quad = half4(0);
            if (whole_k || r < k_end)
                quad = load_quad(A + r * sizes.lda, c, sizes.m, whole_m);
            *(threadgroup half4 *)(a_block + i / BLOCK_M * A_LEADING + i % BLOCK_M) = quad;
        }
        // The block of B, with zeros beyond the edges.
        for (uint i = thread_index * 4; i < BLOCK_N * BLOCK_K; i += THREADS * 4) {
            const uint r = first_column + i / BLOCK_K, c = k + i % BLOCK_K;
            half4 quad = half4(0);
            if (whole_n || r < sizes.n)
                quad = load_quad(B + r * sizes.ldb, c, k_end, whole_k);
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
                simdgroup_load(a[i], a_block + step * A_LEADING + part_row + i * 8, A_LEADING, ulong2(0),
                               true);
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

// hgemm: C[m,n] = A[k,m]^T * B[n,k]^T, row-major.
// A and B staged in threadgroup memory, multiplied by SIMD-group matrices;
// one threadgroup per block of C.
//
// in memory            A half, B half, C half
// in registers         A and B half, sums float
// block of C           48 x 48 per threadgroup of 128 threads
// part of the block    24 x 24 per SIMD-group
// step of K            32
// edges                the last block of a dimension is moved inward
// threadgroup memory   7424 bytes
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

constant constexpr uint BLOCK_M = 48;
constant constexpr uint BLOCK_N = 48;
constant constexpr uint BLOCK_K = 32;
constant constexpr uint PART_M = 24;
constant constexpr uint PART_N = 24;
constant constexpr uint UNIT_M = 48;
constant constexpr uint UNIT_N = 48;
constant constexpr uint THREADS = 128;
constant constexpr uint A_LEADING = 56;
constant constexpr uint B_LEADING = 40;
constant constexpr uint SIMDGROUPS_ACROSS = 2;
constant constexpr uint STRIP = 24;

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
[[max_total_threads_per_threadgroup(128)]]
kernel void hgemm(device const half *A [[buffer(0)]],
                  device const half *B [[buffer(1)]],
                  device half *C [[buffer(2)]],
                  constant GemmSizes &sizes [[buffer(3)]],
                  uint3 group [[threadgroup_position_in_grid]],
                  ushort thread_index [[thread_index_in_threadgroup]],
                  ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                  ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float4 shared[464];
    threadgroup half *a_block = (threadgroup half *)shared;
    threadgroup half *b_block = (threadgroup half *)(a_block + 1792);
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
        for (uint i = thread_index * 4; i < BLOCK_K * BLOCK_M; i += THREADS * 4) {
            const uint r = k + i / BLOCK_M, c = first_row + i % BLOCK_M;
            half4 quad = half4(0);
            if (whole_k || r < k_end)
                quad = load_quad(A + r * sizes.lda, c, sizes.m, whole_m);
            *(threadgroup half4 *)(a_block + i / BLOCK_M * A_LEADING + i % BLOCK_M) = quad;
        }
        // The block of B, with zeros beyond the edges.
        for (uint i = thread_index * 4; i < BLOCK_N * BLOCK_K; i += THREADS * 4) {
            const uint r = first_column + i / BLOCK_K, c = k + i % BLOCK_K;
            half4 quad = half4(0);
            if (whole_n || r < sizes.n)
                quad = load_quad(B + r * sizes.ldb, c, k_end, whole_k);
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
                simdgroup_load(a[i], a_block + step * A_LEADING + part_row + i * 8, A_LEADING, ulong2(0),
                               true);
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

// FlashAttention 2: O[r,d] = softmax(scale * Q[r,d] * transpose(K[c,d]) + mask) * V[c,d] for each head.
//
// block                32 queries per threadgroup of 128 threads, 128 keys at a time
// part of the block    8 queries per SIMD-group
// head dimension       up to 64; O at once
// edges                the last block of queries or keys is moved inward
// softmax              in registers
// mask                 none
// threadgroup memory   1024 bytes

#include <metal_stdlib>
#include <metal_simdgroup_matrix>
using namespace metal;

struct AttentionSizes {
    uint r, c, d;     // queries, keys, head dimension
    uint sharers;     // heads of Q that share one head of K and V
    uint window;      // keys that a query sees, if the mask is a window
    float scale;      // factor of the scores
    float scale_log2; // the same for exp2: scale * log2(e)
};

// True if no tile crosses an edge of Q and O (whole_r), or of K and V (whole_c). A block that would cross it
// is then moved inward, and leaves out what it shares with the previous block.
constant bool whole_r [[function_constant(0)]];
constant bool whole_c [[function_constant(1)]];

// The start of a unit of rows or columns that is responsible for what begins at `own`: further inward if the
// unit would cross the end.
inline uint placed(uint own, uint extent, uint unit, bool whole) {
    return whole ? min(own, extent - unit) : own;
}

constant constexpr uint BLOCK_R = 32;
constant constexpr uint BLOCK_C = 128;
constant constexpr uint REGISTER_R = 8;
constant constexpr uint TILES_R = 1;
constant constexpr uint TILES_C = 16;
constant constexpr uint DEPTH = 64;
constant constexpr uint STEP_D = 32;
constant constexpr uint SLICE_D = 64;
constant constexpr bool TRANSPOSED_Q = true;
constant constexpr bool TRANSPOSED_K = true;
constant constexpr bool TRANSPOSED_V = true;
constant constexpr bool TRANSPOSED_O = true;

// The range [x, y) of keys that a query can see by its position. Empty for rows beyond the last.
inline uint2 seen_keys(uint row, constant AttentionSizes &sizes) {
    return row < sizes.r ? uint2(0, sizes.c) : uint2(0);
}

// The scaled and masked score, as an exponent of 2. Minus infinity for a key that is not seen.
inline float masked_score(float score, uint row, uint key, uint2 seen, constant AttentionSizes &sizes) {
    return key >= seen.x && key < seen.y ? sizes.scale_log2 * score : -INFINITY;
}

// The offset of an element of a matrix from the first one. In memory, rows are `stride` apart, or the
// columns if the matrix is transposed.
inline uint offset_of(uint row, uint column, uint stride, bool transposed) {
    return transposed ? column * stride + row : row * stride + column;
}

// The row (y) and the column (x) of the first of a lane's two elements in a tile.
inline ushort2 place_of(ushort lane) {
    return ushort2((lane >> 1 & 4) | (lane << 1 & 2), (lane >> 2 & 4) | (lane >> 1 & 3));
}

// Reads the 8x8 tile at (row, column) of a block, of which `rows` and `columns` are in the matrix, with zeros
// beyond. In memory, rows are `stride` apart, or the columns if the matrix is transposed. All lanes of the
// SIMD-group take the same branches.
inline void load_tile(thread simdgroup_half8x8 &tile, device const half *block, uint stride,
                      threadgroup float *edge, uint row, uint column, uint rows, uint columns, bool whole,
                      bool transposed, ushort lane) {
    const uint down = transposed ? 1 : stride, across = transposed ? stride : 1;
    if (whole || (row + 8 <= rows && column + 8 <= columns)) {
        // All tiles are at constant offsets from the first elements of this lane in the block.
        const ushort2 place = place_of(lane);
        device const half *own = block + place.y * down + place.x * across + (row * down + column * across);
        tile.thread_elements() = transposed ? half2(own[0], own[across])
            : half2(*(device const packed_half2 *)own);
        return;
    }
    threadgroup half *copy = (threadgroup half *)edge;
    for (uint i = lane; i < 64; i += 32) {
        const uint r = row + i / 8, c = column + i % 8;
        copy[i] = r < rows && c < columns ? half(block[r * down + c * across]) : half(0);
    }
    simdgroup_barrier(mem_flags::mem_threadgroup);
    simdgroup_load(tile, copy, 8);
    simdgroup_barrier(mem_flags::mem_threadgroup);
}

// Writes the 8x8 tile at (row, column) of a block, except for what is beyond the edges of the matrix, and for
// rows before `first`, which another SIMD-group writes.
inline void store_tile(simdgroup_float8x8 tile, device half *block, uint stride, threadgroup float *edge,
                       uint first, uint row, uint column, uint rows, uint columns, bool whole,
                       bool transposed, ushort lane) {
    const uint down = transposed ? 1 : stride, across = transposed ? stride : 1;
    simdgroup_store(tile, edge, 8);
    simdgroup_barrier(mem_flags::mem_threadgroup);
    for (uint i = lane; i < 64; i += 32) {
        const uint r = row + i / 8, c = column + i % 8;
        if (r >= first && r < rows && c < columns)
            block[r * down + c * across] = half(edge[i]);
    }
    simdgroup_barrier(mem_flags::mem_threadgroup);
}

// for each block of keys that a query of this block can see:
//     S = Q * transpose(K)
//     softmax of the keys so far: P = exp2(S - m), with a bound m on each row's scores, raised as needed
//     O = rescaled O + P * V
// O = O / l, where l is the row sums of all P
[[max_total_threads_per_threadgroup(128)]]
kernel void flash2(device const half *Q [[buffer(0)]],
                   device const half *K [[buffer(1)]],
                   device const half *V [[buffer(2)]],
                   device half *O [[buffer(3)]],
                   constant AttentionSizes &sizes [[buffer(4)]],
                   uint3 group [[threadgroup_position_in_grid]],
                   ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                   ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float edges[256];
    threadgroup float *edge = edges + simdgroup_index * 64;

    const uint head = group.y;
    Q += head * sizes.r * sizes.d;
    K += head / sizes.sharers * sizes.c * sizes.d;
    V += head / sizes.sharers * sizes.c * sizes.d;
    O += head * sizes.r * sizes.d;
    const uint first_row = group.x * BLOCK_R, own_row = first_row + simdgroup_index * REGISTER_R;
    if (own_row >= sizes.r)
        return;
    const uint row = placed(own_row, sizes.r, REGISTER_R, whole_r);
    const uint first_column = group.z * SLICE_D;
    // What is left from there, and the first elements of Q and O: tiles are at constant offsets from these.
    const uint rows = sizes.r - min(row, sizes.r), columns = sizes.d - first_column;
    const uint stride_q = TRANSPOSED_Q ? sizes.r : whole_r ? DEPTH : sizes.d;
    const uint stride_k = TRANSPOSED_K ? sizes.c : whole_c ? DEPTH : sizes.d;
    const uint stride_v = TRANSPOSED_V ? sizes.c : whole_c ? DEPTH : sizes.d;
    const uint stride_o = TRANSPOSED_O ? sizes.r : whole_r ? DEPTH : sizes.d;
    Q += offset_of(row, 0, stride_q, TRANSPOSED_Q);
    O += offset_of(row, first_column, stride_o, TRANSPOSED_O);

    // The place of this lane's two elements in a matrix: their row, and the column of the first.
    const ushort lane_row = place_of(lane).y, lane_column = place_of(lane).x;
    // For each row of a lane: the bound on scores that P is relative to, the sum of P, and the keys it sees.
    float m[TILES_R], l[TILES_R];
    uint2 seen[TILES_R];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++) {
        m[i] = -INFINITY;
        l[i] = 0.0f;
        seen[i] = seen_keys(row + i * 8 + lane_row, sizes);
    }
    simdgroup_float8x8 o[TILES_R][SLICE_D / 8];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < SLICE_D / 8; j++)
            o[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
    simdgroup_half8x8 q[TILES_R][DEPTH / 8];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < DEPTH / 8; j++)
            load_tile(q[i][j], Q, stride_q, edge, i * 8, j * 8, rows, sizes.d, whole_r, TRANSPOSED_Q, lane);

    // No query of the block sees a key before those of the first query, or after those of the last.
    const uint2 first_seen = seen_keys(first_row, sizes);
    const uint2 last_seen = seen_keys(min(first_row + BLOCK_R, sizes.r) - 1, sizes);
    for (uint own_key = first_seen.x / BLOCK_C * BLOCK_C; own_key < last_seen.y; own_key += BLOCK_C) {
        const uint key = placed(own_key, sizes.c, BLOCK_C, whole_c), keys = sizes.c - key;
        device const half *k_block = K + offset_of(key, 0, stride_k, TRANSPOSED_K);
        device const half *v_block = V + offset_of(key, first_column, stride_v, TRANSPOSED_V);
        const bool all_seen = own_key >= last_seen.x && own_key + BLOCK_C <= first_seen.y;
        simdgroup_float8x8 s[TILES_R][TILES_C];
        #pragma clang loop unroll(full)
        for (uint i = 0; i < TILES_R; i++)
            #pragma clang loop unroll(full)
            for (uint j = 0; j < TILES_C; j++)
                s[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
        #pragma clang loop unroll(full)
        for (uint first = 0; first < DEPTH; first += STEP_D) {
            #pragma clang loop unroll(full)
            for (uint d = 0; d < STEP_D && first + d < DEPTH; d += 8) {
                #pragma clang loop unroll(full)
                for (uint j = 0; j < TILES_C; j++) {
                    simdgroup_half8x8 k;
                    load_tile(k, k_block, stride_k, edge, first + d, j * 8, sizes.d, keys, whole_c,
                              !TRANSPOSED_K, lane);
                    #pragma clang loop unroll(full)
                    for (uint i = 0; i < TILES_R; i++)
                        simdgroup_multiply_accumulate(s[i][j], q[i][(first + d) / 8], k, s[i][j]);
                }
            }
        }

        // From S to P.
        #pragma clang loop unroll(full)
        for (uint i = 0; i < TILES_R; i++) {
            const uint query = row + i * 8 + lane_row, first_key = key + lane_column;
            if (all_seen) {
                #pragma clang loop unroll(full)
                for (uint j = 0; j < TILES_C; j++)
                    for (ushort e = 0; e < 2; e++) {
                        s[i][j].thread_elements()[e] *= sizes.scale_log2;
                    }
            } else {
                const uint2 left = max(seen[i], uint2(own_key, 0)); // the previous block has taken the others
                #pragma clang loop unroll(full)
                for (uint j = 0; j < TILES_C; j++)
                    for (ushort e = 0; e < 2; e++) {
                        const float score = s[i][j].thread_elements()[e];
                        s[i][j].thread_elements()[e] = masked_score(score, query, first_key + j * 8 + e,
                                                                    left, sizes);
                    }
            }
            float most = -INFINITY;
            #pragma clang loop unroll(full)
            for (uint j = 0; j < TILES_C; j++)
                most = max(most, max(s[i][j].thread_elements()[0], s[i][j].thread_elements()[1]));
            most = max(most, simd_shuffle_xor(most, 1));
            most = max(most, simd_shuffle_xor(most, 8));
            if (most > m[i] + 8.0f) {
                const float factor = fast::exp2(m[i] - most);
                m[i] = most;
                l[i] *= factor;
                #pragma clang loop unroll(full)
                for (uint j = 0; j < SLICE_D / 8; j++)
                    for (ushort e = 0; e < 2; e++)
                        o[i][j].thread_elements()[e] *= factor;
            }
            const float base = m[i] == -INFINITY ? 0.0f : m[i];
            #pragma clang loop unroll(full)
            for (uint j = 0; j < TILES_C; j++)
                for (ushort e = 0; e < 2; e++) {
                    s[i][j].thread_elements()[e] = fast::exp2(s[i][j].thread_elements()[e] - base);
                    l[i] += s[i][j].thread_elements()[e];
                }
        }

        #pragma clang loop unroll(full)
        for (uint k = 0; k < TILES_C; k++) {
            simdgroup_float8x8 p[TILES_R];
            #pragma clang loop unroll(full)
            for (uint i = 0; i < TILES_R; i++)
                for (ushort e = 0; e < 2; e++)
                    p[i].thread_elements()[e] = float(s[i][k].thread_elements()[e]);
            #pragma clang loop unroll(full)
            for (uint j = 0; j < SLICE_D / 8; j++) {
                simdgroup_half8x8 v;
                load_tile(v, v_block, stride_v, edge, k * 8, j * 8, keys, columns, whole_c, TRANSPOSED_V,
                          lane);
                #pragma clang loop unroll(full)
                for (uint i = 0; i < TILES_R; i++)
                    simdgroup_multiply_accumulate(o[i][j], p[i], v, o[i][j]);
            }
        }
    }

    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++) {
        l[i] += simd_shuffle_xor(l[i], 1);
        l[i] += simd_shuffle_xor(l[i], 8);
        const float factor = l[i] > 0.0f ? fast::divide(1.0f, l[i]) : 0.0f; // 0 for a query that sees no key
        #pragma clang loop unroll(full)
        for (uint j = 0; j < SLICE_D / 8; j++)
            for (ushort e = 0; e < 2; e++)
                o[i][j].thread_elements()[e] *= factor;
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < SLICE_D / 8; j++)
            store_tile(o[i][j], O, stride_o, edge, own_row - row, i * 8, j * 8, rows, columns, whole_r,
                       TRANSPOSED_O, lane);
}

// hgemm: C[m,n] = gelu(A[k,m]^T * B[k,n] + bias), row-major.
// A and B staged in threadgroup memory, multiplied by SIMD-group matrices;
// one threadgroup per block of C.
//
// in memory            A half, B half, C half
// in registers         A and B half, sums float
// block of C           48 x 48 per threadgroup of 128 threads
// part of the block    24 x 24 per SIMD-group
// step of K            32
// edges                the last block of a dimension is moved inward
// threadgroup memory   7168 bytes
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

constant constexpr uint BLOCK_M = 48;
constant constexpr uint BLOCK_N = 48;
constant constexpr uint BLOCK_K = 32;
constant constexpr uint PART_M = 24;
constant constexpr uint PART_N = 24;
constant constexpr uint UNIT_M = 48;
constant constexpr uint UNIT_N = 48;
constant constexpr uint THREADS = 128;
constant constexpr uint A_LEADING = 56;
constant constexpr uint B_LEADING = 56;
constant constexpr uint SIMDGROUPS_ACROSS = 2;
constant constexpr uint STRIP = 24;

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

// erf(x), absolute error up to 1.5e-7: Abramowitz and Stegun, 7.1.26.
template <typename T> inline T error_function(T x) {
    const T t = fast::divide(T(1.0f), 1.0f + 0.3275911f * abs(x));
    const T polynomial = ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t +
                          0.254829592f) * t;
    return copysign(1.0f - polynomial * fast::exp(-x * x), x);
}

// The value that is written for a sum: gelu(sum + bias).
template <typename T> inline T finish(T sum, T previous, T bias, float alpha, float beta) {
    const T x = sum + bias;
    return 0.5f * x * (1.0f + error_function(x * 0.70710678f));
}

// Writes four sums of a row of C, except for what is another block's or beyond the end.
inline void write_quad(float4 sums, device half *row, device const half *bias, uint column, uint own_column,
                       constant GemmSizes &sizes) {
    if (column >= own_column && column + 4 <= sizes.n) {
        const float4 previous = float4(0);
        const float4 added = float4(half4(*(device const packed_half4 *)(bias + column)));
        const float4 finished = finish(sums, previous, added, sizes.alpha, sizes.beta);
        *(device packed_half4 *)(row + column) = packed_half4(half4(finished));
        return;
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++)
        if (column + i >= own_column && column + i < sizes.n)
            row[column + i] = half(finish(sums[i], 0.0f, float(bias[column + i]), sizes.alpha, sizes.beta));
}

// Writes 8 rows of sums from the threadgroup memory of the SIMD-group.
inline void write_strip(const threadgroup float *strip, device half *C, device const half *bias, uint row,
                        uint column,
                        uint own_row, uint own_column, constant GemmSizes &sizes, ushort lane) {
    for (uint i = lane * 4; i < 8 * STRIP; i += 32 * 4) {
        const uint r = row + i / STRIP, c = column + i % STRIP;
        if (r >= own_row && r < sizes.m)
            write_quad(float4(*(const threadgroup float4 *)(strip + i)), C + r * sizes.ldc, bias, c,
                       own_column, sizes);
    }
}

// for each step of K:
//     all threads copy the step's blocks of A and B to threadgroup memory; barrier
//     for every 8 elements of the step:
//         load a column of A's tiles and a row of B's tiles; add the product of each pair to the sums
//     barrier, before the blocks are overwritten
// write the sums to C through the epilogue
[[max_total_threads_per_threadgroup(128)]]
kernel void hgemm(device const half *A [[buffer(0)]],
                  device const half *B [[buffer(1)]],
                  device half *C [[buffer(2)]],
                  constant GemmSizes &sizes [[buffer(3)]],
                  device const half *bias [[buffer(4)]],
                  uint3 group [[threadgroup_position_in_grid]],
                  ushort thread_index [[thread_index_in_threadgroup]],
                  ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                  ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float4 shared[448];
    threadgroup half *a_block = (threadgroup half *)shared;
    threadgroup half *b_block = (threadgroup half *)(a_block + 1792);
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
        for (uint i = thread_index * 4; i < BLOCK_K * BLOCK_M; i += THREADS * 4) {
            const uint r = k + i / BLOCK_M, c = first_row + i % BLOCK_M;
            half4 quad = half4(0);
            if (whole_k || r < k_end)
                quad = load_quad(A + r * sizes.lda, c, sizes.m, whole_m);
            *(threadgroup half4 *)(a_block + i / BLOCK_M * A_LEADING + i % BLOCK_M) = quad;
        }
        // The block of B, with zeros beyond the edges.
        for (uint i = thread_index * 4; i < BLOCK_K * BLOCK_N; i += THREADS * 4) {
            const uint r = k + i / BLOCK_N, c = first_column + i % BLOCK_N;
            half4 quad = half4(0);
            if (whole_k || r < k_end)
                quad = load_quad(B + r * sizes.ldb, c, sizes.n, whole_n);
            *(threadgroup half4 *)(b_block + i / BLOCK_N * B_LEADING + i % BLOCK_N) = quad;
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
                simdgroup_load(a[i], a_block + step * A_LEADING + part_row + i * 8, A_LEADING, ulong2(0),
                               true);
            #pragma clang loop unroll(full)
            for (uint j = 0; j < PART_N / 8; j++)
                simdgroup_load(b[j], b_block + step * B_LEADING + part_column + j * 8, B_LEADING);
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
                write_strip(strip, C, bias, row + i * 8, column + j * 8, own_row, own_column, sizes, lane);
                simdgroup_barrier(mem_flags::mem_threadgroup);
            }
        }
    }
}
