// somatcopy: Y = X transposed.
// Each thread reads, changes and writes elements of its own.
//
// in memory            X float, Y float
// thread               elements of a row: 4
// threadgroup          8 x 32 threads, along rows
// rows                 of Y; those of X are strided
//
// Works for all sizes. Offsets are uint: a buffer has at most 2^28 elements.

#include <metal_stdlib>
using namespace metal;

struct ElementSizes {
    uint rows, columns;
    // Elements from one member, row and column to the next.
    uint x_member, x_row, x_column;
    uint y_member, y_row, y_column;
};

// True if no thread's elements cross the end of a row.
constant bool whole [[function_constant(0)]];

constant constexpr uint WIDTH = 4;
constant constexpr uint ACROSS = 32;
constant constexpr uint DOWN = 8;

// Elements of a row from a column on that are `stride` apart, with zeros beyond its end.
inline void gather(thread float (&x)[WIDTH], device const float *row, uint column, uint columns,
                   uint stride) {
    #pragma clang loop unroll(full)
    for (uint i = 0; i < WIDTH; i++)
        x[i] = column + i < columns ? row[(column + i) * stride] : float(0);
}

// Writes elements of a row from a column on, and nothing beyond its end.
inline void store(device float *row, uint column, uint columns, bool whole, thread const float (&y)[WIDTH]) {
    if (whole || column + WIDTH <= columns) {
        float4 elements;
        #pragma clang loop unroll(full)
        for (uint i = 0; i < 4; i++)
            elements[i] = y[i];
        *(device packed_float4 *)(row + column) = packed_float4(elements);
        return;
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < WIDTH; i++)
        if (column + i < columns)
            row[column + i] = y[i];
}

[[max_total_threads_per_threadgroup(256)]]
kernel void somatcopy(device const float *X [[buffer(0)]],
                      device float *Y [[buffer(1)]],
                      constant ElementSizes &sizes [[buffer(2)]],
                      uint3 group [[threadgroup_position_in_grid]],
                      ushort thread_index [[thread_index_in_threadgroup]]) {
    const uint column = (group.x * ACROSS + thread_index % ACROSS) * WIDTH;
    const uint row = group.y * DOWN + thread_index / ACROSS;
    if (row >= sizes.rows || column >= sizes.columns)
        return;
    X += group.z * sizes.x_member + row * sizes.x_row;
    Y += group.z * sizes.y_member + row * sizes.y_row;
    float x[WIDTH];
    gather(x, X, column, sizes.columns, sizes.x_column);
    store(Y, column, sizes.columns, whole, x);
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
