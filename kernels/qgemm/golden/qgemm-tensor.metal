// qgemm: C[m,n] = A[m,k] * B[n,k]^T, row-major.
// A and B staged in threadgroup memory, multiplied by tensor operations;
// one threadgroup per block of C.
//
// in memory            A half, B uchar, C half
// in registers         sums float
// block of C           64 x 64 per threadgroup of 64 threads
// part of the block    as the operation divides it among 2 SIMD-groups
// step of K            64
// edges                guarded
// threadgroup memory   16384 bytes
//
// Works for all sizes. Offsets are uint: a matrix has at most 2^28 elements.

#include <metal_stdlib>
#include <metal_tensor>
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
using namespace metal;
using namespace mpp::tensor_ops;

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
constant constexpr uint BLOCK_K = 64;
constant constexpr uint THREADS = 64;
constant constexpr uint A_LEADING = 64;
constant constexpr uint B_LEADING = 64;
constant constexpr uint SIMDGROUPS = 2;

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
inline half4 load_weights(device const uchar *W, device const half *scales, uint r, uint c, uint columns,
                          bool whole, constant GemmSizes &sizes) {
    if (!whole && c >= columns)
        return half4(0);
    const uint at = r * ((sizes.k + 63) / 64) + c / 64;
    const int4 quantised = load_quantised(W + r * sizes.ldb, c, columns, whole) - 8;
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

// for each step of K:
//     all threads copy the step's blocks of A and B to threadgroup memory; barrier
//     add the product of the blocks of the step to the sums, in one operation
//     barrier, before the blocks are overwritten
// write the sums to C through the epilogue
[[max_total_threads_per_threadgroup(64)]]
kernel void qgemm(device const half *A [[buffer(0)]],
                  device const uchar *B [[buffer(1)]],
                  device half *C [[buffer(2)]],
                  constant GemmSizes &sizes [[buffer(3)]],
                  device const half *scales [[buffer(6)]],
                  uint3 group [[threadgroup_position_in_grid]],
                  ushort thread_index [[thread_index_in_threadgroup]]) {
    threadgroup float4 shared[1024];
    threadgroup half *a_block = (threadgroup half *)shared;
    threadgroup half *b_block = (threadgroup half *)(a_block + 4096);

    // This member of the batch, and the block's position in C.
    A += group.z * sizes.stride_a;
    B += group.z * sizes.stride_b;
    C += group.z * sizes.stride_c;
    const uint block_row = group.y * BLOCK_M, block_column = group.x * BLOCK_N;
    const uint k_begin = 0, k_end = sizes.k;
    const uint first_row = block_row, first_column = block_column;
    // The operation, and the sums of the block that this thread has.
    typedef tensor<threadgroup half, extents<int, BLOCK_K, BLOCK_M>, tensor_inline> ATensor;
    typedef tensor<threadgroup half, extents<int, BLOCK_K, BLOCK_N>, tensor_inline> BTensor;
    constexpr auto descriptor = matmul2d_descriptor(BLOCK_M, BLOCK_N, BLOCK_K, false, true, false,
                                                    matmul2d_descriptor::mode::multiply_accumulate);
    matmul2d<descriptor, execution_simdgroups<SIMDGROUPS>> product;
    auto sums = product.get_destination_cooperative_tensor<ATensor, BTensor, float>();
    #pragma unroll
    for (ushort i = 0; i < sums.get_capacity(); i++)
        sums[i] = 0;
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
                quad = load_weights(B, scales, r, c, k_end, whole_k, sizes);
            *(threadgroup half4 *)(b_block + i / BLOCK_K * B_LEADING + i % BLOCK_K) = quad;
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);

        ATensor a(a_block, extents<int, BLOCK_K, BLOCK_M>());
        BTensor b(b_block, extents<int, BLOCK_K, BLOCK_N>());
        product.run(a, b, sums);
        threadgroup_barrier(mem_flags::mem_threadgroup);
    }

    #pragma unroll
    for (ushort i = 0; i < sums.get_capacity(); i++) {
        if (!sums.is_valid_element(i))
            continue;
        const auto place = sums.get_multidimensional_index(i);
        const uint row = first_row + place[1], column = first_column + place[0];
        if (row >= sizes.m || column >= sizes.n)
            continue;
        const uint at = row * sizes.ldc + column;
        C[at] = half(finish(sums[i], 0.0f, 0.0f, sizes.alpha, sizes.beta));
    }
}
