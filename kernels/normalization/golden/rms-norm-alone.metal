// rms_norm: Y = X / sqrt(mean of X^2 + eps) * weight.
//
// in memory     float; sums are float
// row           read again in each pass
// threads       1 per row
// threadgroup   rows: 16
// statistics    the sum of squares

#include <metal_stdlib>
using namespace metal;

struct NormSizes {
    uint rows;   // normalized each by itself
    uint length; // elements of a row
    float eps;   // added to the variance
};

constant constexpr uint THREADS = 1;
constant constexpr uint ROWS = 16;

// find the statistics of the row; write its elements, normalized by them
[[max_total_threads_per_threadgroup(1)]]
kernel void rms_norm(device const float *X [[buffer(0)]],
                     device const float *weight [[buffer(1)]],
                     device float *Y [[buffer(2)]],
                     constant NormSizes &sizes [[buffer(3)]],
                     uint3 group [[threadgroup_position_in_grid]]) {
    const uint first_row = group.x * ROWS, end_row = min(first_row + ROWS, sizes.rows), length = sizes.length;
    X += first_row * length;
    Y += first_row * length;
    float own = 0.0f;
    for (uint i = 0; i < length; i++) {
        const float read = float(X[i]);
        own += read * read;
    }
    for (uint row = first_row; row < end_row; row++) {
        const float total = own;
        const float factor = precise::rsqrt(fast::divide(total, float(length)) + sizes.eps);
        // The next row; after the last, that one again.
        const uint step = row + 1 < end_row ? length : 0;
        device const float *next = X + step;
        float following = 0.0f;
        for (uint i = 0; i < length; i++) {
            const float x = float(X[i]);
            float y = x * factor;
            y *= float(weight[i]);
            Y[i] = float(y);
            const float read = float(next[i]);
            following += read * read;
        }
        own = following;
        X += length;
        Y += length;
    }
}
