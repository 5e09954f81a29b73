// Copies an array of bfloat to another order of its axes, one element per thread.

#include <metal_stdlib>
using namespace metal;

struct PermutedSizes {
    // Extents of the first two axes.
    uint a, b;
    // Elements from one index to the next, for each axis.
    uint from_a, from_b, from_c, from_d, to_a, to_b, to_c, to_d;
};

[[max_total_threads_per_threadgroup(128)]]
kernel void permute_bf16(device const bfloat *from [[buffer(0)]],
                         device bfloat *to [[buffer(1)]],
                         constant PermutedSizes &sizes [[buffer(2)]],
                         uint3 position [[thread_position_in_grid]]) {
    const uint a = position.x % sizes.a, b = position.x / sizes.a, c = position.y, d = position.z;
    if (b < sizes.b)
        to[a * sizes.to_a + b * sizes.to_b + c * sizes.to_c + d * sizes.to_d] =
            from[a * sizes.from_a + b * sizes.from_b + c * sizes.from_c + d * sizes.from_d];
}

// convolution: Y = X * W + bias, each element on its own; channels first.
//
// in memory     bfloat, sums in float
// thread        one filter at four pixels of a row

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

// True if rows of Y are whole quads.
constant bool whole [[function_constant(0)]];

// Four pixels of a row, as far apart as the stride, with zeros outside of the image.
inline float4 load_pixels(device const bfloat *row, int x, constant Window &w) {
    if (w.stride_x == 1 && x >= 0 && x + 4 <= w.extent_x)
        return float4(bfloat4(*(device const packed_bfloat4 *)(row + x)));
    float4 quad = float4(0);
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++) {
        const int at = x + int(i) * w.stride_x;
        if (uint(at) < uint(w.extent_x))
            quad[i] = float(row[at]);
    }
    return quad;
}

// The value that is written for a sum: sum + bias.
template <typename T> inline T finish(T sum, T previous, T bias, float alpha, float beta) {
    return sum + bias;
}

// Writes four elements of a row, except for those beyond its end.
inline void store_quad(device bfloat *row, uint column, uint columns, bool whole, float4 quad) {
    if (whole || column + 4 <= columns) {
        *(device packed_bfloat4 *)(row + column) = packed_bfloat4(bfloat4(quad));
        return;
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++)
        if (column + i < columns)
            row[column + i] = bfloat(quad[i]);
}

// for each channel that the filter sees:
//     for each element of the window that is inside of the image in height and depth:
//         add the products of its weight with the channel at each pixel
// write the sums through the epilogue
[[max_total_threads_per_threadgroup(64)]]
kernel void convolution(device const bfloat *X [[buffer(0)]],
                        device const bfloat *W [[buffer(1)]],
                        device bfloat *Y [[buffer(2)]],
                        constant Window &window [[buffer(3)]],
                        constant uint &own_filters [[buffer(4)]],
                        device const bfloat *bias [[buffer(5)]],
                        uint3 position [[thread_position_in_grid]]) {
    // One filter at four pixels of a row of an image.
    const uint first = position.x * 4, line = position.y, filters = own_filters * window.groups;
    const uint o = position.z % filters, image = position.z / filters;
    if (first >= uint(window.positions_x))
        return;
    // Where the window begins: its left, top and front.
    const int left = int(first) * window.stride_x - window.before_x;
    const int top = int(line % window.positions_y) * window.stride_y - window.before_y;
    const int front = int(line / window.positions_y % window.positions_z) * window.stride_z - window.before_z;
    const int taps = window.window_z * window.window_y * window.window_x;
    X += int(image) * window.pitch_n + int(o / own_filters) * window.channels * window.pitch_c;
    W += int(o) * window.channels * taps;
    float4 sums = float4(0.0f);
    for (int c = 0; c < window.channels; c++) {
        for (int tap_z = 0; tap_z < window.window_z; tap_z++) {
            for (int tap_y = 0; tap_y < window.window_y; tap_y++) {
                const int z = front + tap_z * window.dilation_z, y = top + tap_y * window.dilation_y;
                if (uint(z) >= uint(window.extent_z) || uint(y) >= uint(window.extent_y))
                    continue;
                const int line_of_window = tap_z * window.window_y + tap_y;
                device const bfloat *row = X + (c * window.pitch_c + z * window.pitch_z + y * window.pitch_y);
                device const bfloat *weights = W + (c * taps + line_of_window * window.window_x);
                for (int tap_x = 0; tap_x < window.window_x; tap_x++)
                    sums += float(weights[tap_x]) * load_pixels(row, left + tap_x * window.dilation_x,
                                                                window);
            }
        }
    }
    const float4 added = float4(float(bias[o]));
    const uint lines = window.positions_z * window.positions_y;
    store_quad(Y + (position.z * lines + line) * window.positions_x, first, window.positions_x, whole,
               finish(sums, float4(0.0f), added, 1.0f, 0.0f));
}
