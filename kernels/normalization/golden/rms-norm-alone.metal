// rms_norm: Y = X / sqrt(mean of X^2 + eps) * weight.
//
// in memory     float; sums are float
// row           read again in each pass
// threads       1 per row
// threadgroup   rows: 1
// statistics    the sum of squares

#include <metal_stdlib>
using namespace metal;

struct NormSizes {
    uint rows;   // normalised each by itself
    uint length; // elements of a row
    float eps;   // added to the variance
};

constant constexpr uint THREADS = 1;
constant constexpr uint ROWS = 1;

// find the statistics of the row; write its elements, normalised by them
[[max_total_threads_per_threadgroup(1)]]
kernel void rms_norm(device const float *X [[buffer(0)]],
                     device const float *weight [[buffer(1)]],
                     device float *Y [[buffer(2)]],
                     constant NormSizes &sizes [[buffer(3)]],
                     uint3 group [[threadgroup_position_in_grid]],
                     ushort thread_index [[thread_index_in_threadgroup]]) {
    const uint row = group.x * ROWS + thread_index, length = sizes.length;
    if (row >= sizes.rows)
        return;
    X += row * length;
    Y += row * length;
    float squares = 0.0f;
    for (uint i = 0; i < length; i++) {
        const float x = float(X[i]);
        squares += x * x;
    }
    const float total = squares;
    const float factor = precise::rsqrt(fast::divide(total, float(length)) + sizes.eps);
    for (uint i = 0; i < length; i++) {
        const float x = float(X[i]);
        float y = x * factor;
        y *= float(weight[i]);
        Y[i] = float(y);
    }
}
