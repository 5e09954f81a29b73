// qgemm: C[m,n] = A[m,k] * W[n,k]^T, row by row of A.
//
// in memory            A and C half, W i4, one scale per 64 elements of a row
// SIMD-group           4 rows of W
// threadgroup          SIMD-groups: 4

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

constant constexpr uint ROWS = 4;
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

// for every 128 elements of K, four per lane:
//     dequantise four weights of each row; add their products with A to the row's sum
// add the sums of all lanes; the first lane writes the result to C through the epilogue
[[max_total_threads_per_threadgroup(128)]]
kernel void qgemm_vector(device const half *A [[buffer(0)]],
                         device const uchar *B [[buffer(1)]],
                         device half *C [[buffer(2)]],
                         constant GemmSizes &sizes [[buffer(3)]],
                         device const half *scales [[buffer(6)]],
                         uint3 group [[threadgroup_position_in_grid]],
                         ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                         ushort lane [[thread_index_in_simdgroup]]) {
    const uint row = group.y, first = (group.x * SIMDGROUPS + simdgroup_index) * ROWS;
    float sums[ROWS];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < ROWS; i++)
        sums[i] = 0.0f;
    for (uint k = lane * 4; k < sizes.k; k += 4 * 32) {
        const float4 quad = float4(load_quad(A + row * sizes.lda, k, sizes.k, whole_k));
        #pragma clang loop unroll(full)
        for (uint i = 0; i < ROWS; i++)
            if (first + i < sizes.n)
                sums[i] += dot(quad, float4(load_weights(B, scales, first + i, k, sizes.k, whole_k, sizes)));
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < ROWS; i++) {
        const float sum = simd_sum(sums[i]);
        if (lane == 0 && first + i < sizes.n) {
            const float added = 0.0f;
            C[row * sizes.ldc + first + i] = half(finish(sum, 0.0f, added, sizes.alpha, sizes.beta));
        }
    }
}
