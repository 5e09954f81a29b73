// somatcopy: Y = X transposed.
// Each thread reads, changes and writes elements of its own.
//
// in memory            X float, Y float
// thread               elements of a row: 2
// threadgroup          4 x 64 threads, along rows
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

constant constexpr uint WIDTH = 2;
constant constexpr uint ACROSS = 64;
constant constexpr uint DOWN = 4;

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
        float2 elements;
        #pragma clang loop unroll(full)
        for (uint i = 0; i < 2; i++)
            elements[i] = y[i];
        *(device packed_float2 *)(row + column) = packed_float2(elements);
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
