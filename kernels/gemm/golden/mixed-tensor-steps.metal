// ssbgemm: C[m,n] = alpha * A[k,m]^T * B[k,n] + beta * C, row-major.
// a tensor operation a step, which reads A and B from device memory;
// one threadgroup per block of C.
//
// in memory            A float, B bfloat, C float
// in registers         sums float
// block of C           64 x 64 per threadgroup of 128 threads
// part of the block    as the operation divides it among 4 SIMD-groups; single precision is relaxed
// step of K            32
// edges                tensors are zero beyond their extents
// threadgroup memory   0 bytes
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

constant constexpr uint BLOCK_M = 64;
constant constexpr uint BLOCK_N = 64;
constant constexpr uint BLOCK_K = 32;
constant constexpr uint SWIZZLE = 2;
constant constexpr uint SIMDGROUPS = 4;

// The value that is written for a sum: alpha * sum + beta * C.
template <typename T> inline T finish(T sum, T previous, T bias, float alpha, float beta) {
    return alpha * sum + beta * previous;
}

// for each step of K:
//     add the product of the step's blocks of A and B to the sums, in one operation
// write the sums to C through the epilogue
[[max_total_threads_per_threadgroup(128)]]
kernel void ssbgemm(device float *A [[buffer(0)]],
                    device bfloat *B [[buffer(1)]],
                    device float *C [[buffer(2)]],
                    constant GemmSizes &sizes [[buffer(3)]],
                    uint3 group [[threadgroup_position_in_grid]]) {
    // This member of the batch, and the block's position in C.
    A += group.z * sizes.stride_a;
    B += group.z * sizes.stride_b;
    C += group.z * sizes.stride_c;
    // Consecutive threadgroups go down SWIZZLE rows of blocks before they go on to the next column.
    const uint block_row = (group.y * SWIZZLE + group.x % SWIZZLE) * BLOCK_M;
    const uint block_column = group.x / SWIZZLE * BLOCK_N;
    if (block_row >= sizes.m)
        return;
    const uint k_begin = 0, k_end = sizes.k;
    const uint first_row = block_row, first_column = block_column;
    // The operation, and the sums of the block that this thread has.
    typedef tensor<device float, dextents<int, 2>, tensor_inline> ATensor;
    typedef tensor<device bfloat, dextents<int, 2>, tensor_inline> BTensor;
    constexpr auto descriptor = matmul2d_descriptor(BLOCK_M, BLOCK_N, static_cast<int>(dynamic_extent), true,
                                                    false, true,
                                                    matmul2d_descriptor::mode::multiply_accumulate);
    matmul2d<descriptor, execution_simdgroups<SIMDGROUPS>> product;
    auto sums = product.get_destination_cooperative_tensor<ATensor, BTensor, float>();
    #pragma unroll
    for (ushort i = 0; i < sums.get_capacity(); i++)
        sums[i] = 0;
    // What is left of A and B. Nothing is read beyond the extents of a tensor.
    const int rows = sizes.m - first_row, columns = sizes.n - first_column;
    const array<int, 2> a_strides({1, int(sizes.lda)}), b_strides({1, int(sizes.ldb)});
    for (uint k = k_begin; k < k_end; k += BLOCK_K) {
        const int depth = min(BLOCK_K, k_end - k);
        ATensor a(A + k * sizes.lda + first_row, dextents<int, 2>(rows, depth), a_strides);
        BTensor b(B + k * sizes.ldb + first_column, dextents<int, 2>(columns, depth), b_strides);
        product.run(a, b, sums);
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
        C[at] = float(finish(sums[i], float(C[at]), 0.0f, sizes.alpha, sizes.beta));
    }
}
