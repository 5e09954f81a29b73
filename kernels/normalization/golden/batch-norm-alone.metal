// batch_norm: Y = relu((X - mean) / sqrt(variance + eps) * weight + bias + R).
//
// in memory     float; sums are float
// row           read once
// threads       1 per row
// threadgroup   rows: 1

#include <metal_stdlib>
using namespace metal;

struct NormSizes {
    uint rows;         // normalized each by itself
    uint length;       // elements of a row
    uint span;         // successive elements of a channel
    uint row_channels; // channels that a row has elements of
    uint channels;     // in all
    float eps;         // added to the variance
};

constant constexpr uint THREADS = 1;
constant constexpr uint ROWS = 1;

// relu
template <typename T> inline T activation(T x) {
    return max(x, T(0.0f));
}

// True if every element of a row is a channel of its own.
constant bool by_element [[function_constant(0)]];

// find the statistics of the row; write its elements, normalized by them
[[max_total_threads_per_threadgroup(1)]]
kernel void batch_norm(device const float *X [[buffer(0)]],
                       device const float *R [[buffer(1)]],
                       device const float *mean [[buffer(2)]],
                       device const float *variance [[buffer(3)]],
                       device const float *weight [[buffer(4)]],
                       device const float *bias [[buffer(5)]],
                       device float *Y [[buffer(6)]],
                       constant NormSizes &sizes [[buffer(7)]],
                       uint3 group [[threadgroup_position_in_grid]],
                       ushort thread_index [[thread_index_in_threadgroup]]) {
    const uint row = group.x * ROWS + thread_index, length = sizes.length;
    if (row >= sizes.rows)
        return;
    X += row * length;
    R += row * length;
    Y += row * length;
    const uint first_channel = row * sizes.row_channels % sizes.channels;
    mean += first_channel;
    variance += first_channel;
    weight += first_channel;
    bias += first_channel;
    if (by_element) {
        for (uint i = 0; i < length; i++) {
            const float x = float(X[i]);
            float y = (x - mean[i]) * precise::rsqrt(variance[i] + sizes.eps);
            y *= float(weight[i]);
            y += float(bias[i]);
            y += float(R[i]);
            Y[i] = float(activation(y));
        }
        return;
    }
    for (uint next = 0; next < length;) {
        const uint channel = next / sizes.span, stop = min((channel + 1) * sizes.span, length);
        const float center = mean[channel];
        const float factor = precise::rsqrt(variance[channel] + sizes.eps);
        const float scale = float(weight[channel]);
        const float shift = float(bias[channel]);
        for (uint i = next; i < stop; i++) {
            const float x = float(X[i]);
            float y = (x - center) * factor;
            y *= scale;
            y += shift;
            y += float(R[i]);
            Y[i] = float(activation(y));
        }
        next = stop;
    }
}
