// bias: Y = gelu(X + bias).
// Each thread reads, changes and writes elements of its own.
//
// in memory            X half, Y half
// thread               elements of a row: 4
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

constant constexpr uint WIDTH = 4;
constant constexpr uint ACROSS = 64;
constant constexpr uint DOWN = 4;

// erf(x), absolute error up to 1.5e-7: Abramowitz and Stegun, 7.1.26.
template <typename T> inline T error_function(T x) {
    const T t = fast::divide(T(1.0f), 1.0f + 0.3275911f * abs(x));
    const T polynomial = ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t +
                          0.254829592f) * t;
    return copysign(1.0f - polynomial * fast::exp(-x * x), x);
}

// gelu
template <typename T> inline T activation(T x) {
    return 0.5f * x * (1.0f + error_function(x * 0.70710678f));
}

// Elements of a row from a column on, with zeros beyond its end.
inline void load(thread half (&x)[WIDTH], device const half *row, uint column, uint columns, bool whole) {
    if (whole || column + WIDTH <= columns) {
        const half4 elements = half4(*(device const packed_half4 *)(row + column));
        #pragma clang loop unroll(full)
        for (uint i = 0; i < 4; i++)
            x[i] = elements[i];
        return;
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < WIDTH; i++)
        x[i] = column + i < columns ? row[column + i] : half(0);
}

// Writes elements of a row from a column on, and nothing beyond its end.
inline void store(device half *row, uint column, uint columns, bool whole, thread const half (&y)[WIDTH]) {
    if (whole || column + WIDTH <= columns) {
        half4 elements;
        #pragma clang loop unroll(full)
        for (uint i = 0; i < 4; i++)
            elements[i] = y[i];
        *(device packed_half4 *)(row + column) = packed_half4(elements);
        return;
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < WIDTH; i++)
        if (column + i < columns)
            row[column + i] = y[i];
}

[[max_total_threads_per_threadgroup(256)]]
kernel void bias(device const half *X [[buffer(0)]],
                 device half *Y [[buffer(1)]],
                 constant ElementSizes &sizes [[buffer(2)]],
                 device const half *bias [[buffer(3)]],
                 uint3 group [[threadgroup_position_in_grid]],
                 ushort thread_index [[thread_index_in_threadgroup]]) {
    const uint column = (group.x * ACROSS + thread_index % ACROSS) * WIDTH;
    const uint row = group.y * DOWN + thread_index / ACROSS;
    if (row >= sizes.rows || column >= sizes.columns)
        return;
    X += group.z * sizes.x_member + row * sizes.x_row;
    Y += group.z * sizes.y_member + row * sizes.y_row;
    half x[WIDTH];
    load(x, X, column, sizes.columns, whole);
    half added[WIDTH];
    load(added, bias, column, sizes.columns, whole);
    half y[WIDTH];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < WIDTH; i++)
        y[i] = half(activation(float(x[i]) + float(added[i])));
    store(Y, column, sizes.columns, whole, y);
}
