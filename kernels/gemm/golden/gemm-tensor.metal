// sgemm: C[m,n] = A[m,k] * B[k,n], row-major.
// one tensor operation a block, which reads A and B from device memory;
// one threadgroup per block of C.
//
// in memory            A float, B float, C float
// in registers         sums float
// block of C           64 x 64 per threadgroup of 128 threads
// part of the block    as the operation divides it among 4 SIMD-groups
// step of K            all of it
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
constant constexpr uint SIMDGROUPS = 4;

// the sums are the product of rows of A and columns of B, in one operation for all of K
// write the sums to C through the epilogue
[[max_total_threads_per_threadgroup(128)]]
kernel void sgemm(device float *A [[buffer(0)]],
                  device float *B [[buffer(1)]],
                  device float *C [[buffer(2)]],
                  constant GemmSizes &sizes [[buffer(3)]],
                  uint3 group [[threadgroup_position_in_grid]]) {
    // This member of the batch, and the block's position in C.
    A += group.z * sizes.stride_a;
    B += group.z * sizes.stride_b;
    C += group.z * sizes.stride_c;
    const uint block_row = group.y * BLOCK_M, block_column = group.x * BLOCK_N;
    const uint k_begin = 0, k_end = sizes.k;
    const uint first_row = block_row, first_column = block_column;
    // The operation, and the sums of the block that this thread has.
    typedef tensor<device float, dextents<int, 2>, tensor_inline> ATensor;
    typedef tensor<device float, dextents<int, 2>, tensor_inline> BTensor;
    constexpr auto descriptor = matmul2d_descriptor(BLOCK_M, BLOCK_N, static_cast<int>(dynamic_extent),
                                                    false, false, false);
    matmul2d<descriptor, execution_simdgroups<SIMDGROUPS>> product;
    auto sums = product.get_destination_cooperative_tensor<ATensor, BTensor, float>();
    // What is left of A and B. Nothing is read beyond the extents of a tensor.
    const int rows = sizes.m - first_row, columns = sizes.n - first_column;
    const array<int, 2> a_strides({1, int(sizes.lda)}), b_strides({1, int(sizes.ldb)});
    const int depth = k_end - k_begin;
    ATensor a(A + first_row * sizes.lda + k_begin, dextents<int, 2>(depth, rows), a_strides);
    BTensor b(B + k_begin * sizes.ldb + first_column, dextents<int, 2>(columns, depth), b_strides);
    product.run(a, b, sums);

    // Nothing is written beyond the extents of a tensor.
    const dextents<int, 2> left(sizes.n - first_column, sizes.m - first_row);
    const array<int, 2> c_strides({1, int(sizes.ldc)});
    tensor<device float, dextents<int, 2>, tensor_inline> c(C + first_row * sizes.ldc + first_column, left,
                                                            c_strides);
    sums.store(c);
}
