// bomatcopy: Y = X transposed.
// Each thread reads, changes and writes elements of its own.
//
// in memory            X bfloat, Y bfloat
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
inline void gather(thread bfloat (&x)[WIDTH], device const bfloat *row, uint column, uint columns,
                   uint stride) {
    #pragma clang loop unroll(full)
    for (uint i = 0; i < WIDTH; i++)
        x[i] = column + i < columns ? row[(column + i) * stride] : bfloat(0);
}

// Writes elements of a row from a column on, and nothing beyond its end.
inline void store(device bfloat *row, uint column, uint columns, bool whole,
                  thread const bfloat (&y)[WIDTH]) {
    if (whole || column + WIDTH <= columns) {
        bfloat4 elements;
        #pragma clang loop unroll(full)
        for (uint i = 0; i < 4; i++)
            elements[i] = y[i];
        *(device packed_bfloat4 *)(row + column) = packed_bfloat4(elements);
        return;
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < WIDTH; i++)
        if (column + i < columns)
            row[column + i] = y[i];
}

[[max_total_threads_per_threadgroup(256)]]
kernel void bomatcopy(device const bfloat *X [[buffer(0)]],
                      device bfloat *Y [[buffer(1)]],
                      constant ElementSizes &sizes [[buffer(2)]],
                      uint3 group [[threadgroup_position_in_grid]],
                      ushort thread_index [[thread_index_in_threadgroup]]) {
    const uint column = (group.x * ACROSS + thread_index % ACROSS) * WIDTH;
    const uint row = group.y * DOWN + thread_index / ACROSS;
    if (row >= sizes.rows || column >= sizes.columns)
        return;
    X += group.z * sizes.x_member + row * sizes.x_row;
    Y += group.z * sizes.y_member + row * sizes.y_row;
    bfloat x[WIDTH];
    gather(x, X, column, sizes.columns, sizes.x_column);
    store(Y, column, sizes.columns, whole, x);
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
