// hgemm: C[m,n] = gelu(A[m,k] * B[n,k]^T + bias), row-major.
// A and B staged in threadgroup memory, multiplied by tensor operations;
// one threadgroup per block of C.
//
// in memory            A half, B half, C half
// in registers         sums float
// block of C           64 x 64 per threadgroup of 128 threads
// part of the block    as the operation divides it among 4 SIMD-groups
// step of K            32
// edges                guarded
// threadgroup memory   8192 bytes
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
constant constexpr uint BLOCK_K = 32;
constant constexpr uint THREADS = 128;
constant constexpr uint A_LEADING = 32;
constant constexpr uint B_LEADING = 32;
constant constexpr uint SIMDGROUPS = 4;

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

// for each step of K:
//     all threads copy the step's blocks of A and B to threadgroup memory; barrier
//     add the product of the blocks of the step to the sums, in one operation
//     barrier, before the blocks are overwritten
// write the sums to C through the epilogue
[[max_total_threads_per_threadgroup(128)]]
kernel void hgemm(device const half *A [[buffer(0)]],
                  device const half *B [[buffer(1)]],
                  device half *C [[buffer(2)]],
                  constant GemmSizes &sizes [[buffer(3)]],
                  device const half *bias [[buffer(4)]],
                  uint3 group [[threadgroup_position_in_grid]],
                  ushort thread_index [[thread_index_in_threadgroup]]) {
    threadgroup float4 shared[512];
    threadgroup half *a_block = (threadgroup half *)shared;
    threadgroup half *b_block = (threadgroup half *)(a_block + 2048);

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
                quad = load_quad(B + r * sizes.ldb, c, k_end, whole_k);
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
        C[at] = half(finish(sums[i], 0.0f, float(bias[column]), sizes.alpha, sizes.beta));
    }
}
