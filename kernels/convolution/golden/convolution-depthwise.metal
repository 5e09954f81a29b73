// Copies an array of float to another order of its axes, one element per thread.

#include <metal_stdlib>
using namespace metal;

struct PermutedSizes {
    // Extents of the first two axes.
    uint a, b;
    // Elements from one index to the next, for each axis.
    uint from_a, from_b, from_c, from_d, to_a, to_b, to_c, to_d;
};

[[max_total_threads_per_threadgroup(128)]]
kernel void permute_f32(device const float *from [[buffer(0)]],
                        device float *to [[buffer(1)]],
                        constant PermutedSizes &sizes [[buffer(2)]],
                        uint3 position [[thread_position_in_grid]]) {
    const uint a = position.x % sizes.a, b = position.x / sizes.a, c = position.y, d = position.z;
    if (b < sizes.b)
        to[a * sizes.to_a + b * sizes.to_b + c * sizes.to_c + d * sizes.to_d] =
            from[a * sizes.from_a + b * sizes.from_b + c * sizes.from_c + d * sizes.from_d];
}

// convolution: Y = X * W, each element on its own; channels last.
//
// in memory     float, sums in float
// thread        four filters at 4 pixels of a row

#include <metal_stdlib>
using namespace metal;

// A window that slides over images. Lengths are in elements.
struct Window {
    int extent_z, extent_y, extent_x;          // of an image: depth, height, width
    int pitch_n, pitch_z, pitch_y, pitch_x;    // from one image, slice, row and pixel to the next
    int pitch_c;                               // from one channel to the next
    int positions_z, positions_y, positions_x; // of the window in an image
    int stride_z, stride_y, stride_x;          // from one position to the next
    int before_z, before_y, before_x;          // from the first position to the beginning of the image
    int window_z, window_y, window_x;          // elements of the window
    int dilation_z, dilation_y, dilation_x;    // from one element of the window to the next
    int channels, groups;                      // channels of a group
};

// True if filters are whole quads.
constant bool whole [[function_constant(0)]];
// True if each filter sees the one channel of its number, and if four filters see the same channels.
constant bool depthwise [[function_constant(1)]];
constant bool same_channels [[function_constant(2)]];

constant constexpr uint PIXELS = 4;

// Four elements of a row, with zeros beyond its end.
inline float4 load_quad(device const float *row, uint column, uint columns, bool whole) {
    if (whole || column + 4 <= columns)
        return float4(*(device const packed_float4 *)(row + column));
    float4 quad = float4(0);
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++)
        if (column + i < columns)
            quad[i] = row[column + i];
    return quad;
}

// What filters o to o + 3 see of a pixel in channel c of their groups.
inline float4 load_channels(device const float *pixel, uint o, uint c, uint filters, uint own_filters,
                            constant Window &w) {
    if (depthwise)
        return load_quad(pixel, o, filters, whole);
    if (same_channels)
        return float4(float(pixel[o / own_filters * w.channels + c]));
    float4 quad = float4(0);
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++)
        if (o + i < filters)
            quad[i] = float(pixel[(o + i) / own_filters * w.channels + c]);
    return quad;
}

// The value that is written for a sum: sum.
template <typename T> inline T finish(T sum, T previous, T bias, float alpha, float beta) {
    return sum;
}

// Writes four elements of a row, except for those beyond its end.
inline void store_quad(device float *row, uint column, uint columns, bool whole, float4 quad) {
    if (whole || column + 4 <= columns) {
        *(device packed_float4 *)(row + column) = packed_float4(quad);
        return;
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++)
        if (column + i < columns)
            row[column + i] = quad[i];
}

// for each element of the window that is inside of the image in height and depth:
//     for each channel that the filters see:
//         load the weights of four filters; add their products with the channel at each pixel
// write the sums through the epilogue
[[max_total_threads_per_threadgroup(64)]]
kernel void convolution(device const float *X [[buffer(0)]],
                        device const float *W [[buffer(1)]],
                        device float *Y [[buffer(2)]],
                        constant Window &window [[buffer(3)]],
                        constant uint &own_filters [[buffer(4)]],
                        uint3 position [[thread_position_in_grid]]) {
    // Four filters at the first pixel of this thread and its neighbours, in a row of an image.
    const uint o = position.x * 4, line = position.y, first = position.z * PIXELS;
    const uint filters = own_filters * window.groups;
    if (o >= filters)
        return;
    // Where the window begins: its left, top and front.
    const int left = int(first) * window.stride_x - window.before_x;
    const int top = int(line % window.positions_y) * window.stride_y - window.before_y;
    const int front = int(line / window.positions_y % window.positions_z) * window.stride_z - window.before_z;
    X += int(line / window.positions_y / window.positions_z) * window.pitch_n;
    float4 sums[PIXELS];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < PIXELS; i++)
        sums[i] = 0.0f;
    for (int tap_z = 0; tap_z < window.window_z; tap_z++) {
        for (int tap_y = 0; tap_y < window.window_y; tap_y++) {
            const int z = front + tap_z * window.dilation_z, y = top + tap_y * window.dilation_y;
            if (uint(z) >= uint(window.extent_z) || uint(y) >= uint(window.extent_y))
                continue;
            const int line_of_window = tap_z * window.window_y + tap_y;
            for (int tap_x = 0; tap_x < window.window_x; tap_x++) {
                const int x = left + tap_x * window.dilation_x, tap = line_of_window * window.window_x
                    + tap_x;
                device const float *row = X + (z * window.pitch_z + y * window.pitch_y);
                for (int c = 0; c < window.channels; c++) {
                    const float4 weights = load_quad(W + (tap * window.channels + c) * int(filters), o,
                                                     filters, whole);
                    #pragma clang loop unroll(full)
                    for (uint i = 0; i < PIXELS; i++) {
                        const int at = x + int(i) * window.stride_x;
                        if (uint(at) < uint(window.extent_x))
                            sums[i] += weights * load_channels(row + at * window.pitch_x, o, c, filters,
                                                               own_filters, window);
                    }
                }
            }
        }
    }
    const float4 added = float4(0.0f);
    #pragma clang loop unroll(full)
    for (uint i = 0; i < PIXELS; i++)
        if (first + i < uint(window.positions_x))
            store_quad(Y + (line * window.positions_x + first + i) * filters, o, filters, whole,
                       finish(sums[i], float4(0.0f), added, 1.0f, 0.0f));
}
