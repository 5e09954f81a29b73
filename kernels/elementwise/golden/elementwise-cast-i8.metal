// cast_f32_to_i8: Y = char(X).
// Each thread reads, changes and writes elements of its own.
//
// in memory            X float, Y char
// thread               elements of a row: 2
// threadgroup          4 x 64 threads, along rows
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

constant constexpr uint WIDTH = 2;
constant constexpr uint ACROSS = 64;
constant constexpr uint DOWN = 4;

// The nearest integer, the even one for halves; -128 or 127 for what is beyond, and 0 for what is no number.
inline char round_to_char(float x) {
    const bool is_nan = (as_type<uint>(x) & 0x7fffffff) > 0x7f800000;
    return is_nan ? char(0) : char(clamp(rint(x), -128.0f, 127.0f));
}

// Elements of a row from a column on, with zeros beyond its end.
inline void load(thread float (&x)[WIDTH], device const float *row, uint column, uint columns, bool whole) {
    if (whole || column + WIDTH <= columns) {
        const float2 elements = float2(*(device const packed_float2 *)(row + column));
        #pragma clang loop unroll(full)
        for (uint i = 0; i < 2; i++)
            x[i] = elements[i];
        return;
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < WIDTH; i++)
        x[i] = column + i < columns ? row[column + i] : float(0);
}

// Writes elements of a row from a column on, and nothing beyond its end.
inline void store(device char *row, uint column, uint columns, bool whole, thread const char (&y)[WIDTH]) {
    if (whole || column + WIDTH <= columns) {
        char2 elements;
        #pragma clang loop unroll(full)
        for (uint i = 0; i < 2; i++)
            elements[i] = y[i];
        *(device packed_char2 *)(row + column) = packed_char2(elements);
        return;
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < WIDTH; i++)
        if (column + i < columns)
            row[column + i] = y[i];
}

[[max_total_threads_per_threadgroup(256)]]
kernel void cast_f32_to_i8(device const float *X [[buffer(0)]],
                           device char *Y [[buffer(1)]],
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
    load(x, X, column, sizes.columns, whole);
    char y[WIDTH];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < WIDTH; i++)
        y[i] = round_to_char(x[i]);
    store(Y, column, sizes.columns, whole, y);
}
