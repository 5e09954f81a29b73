// transpose: Y = X transposed.
// Each thread reads rows of squares, changes their elements and writes columns.
//
// in memory            X float, Y half
// thread               16 x 4 elements, in squares of 4 x 4
// threadgroup          16 x 4 threads, along rows of X
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

constant constexpr uint WIDTH = 4;
constant constexpr uint HEIGHT = 16;
constant constexpr uint ACROSS = 4;
constant constexpr uint DOWN = 16;

inline void store(device half *Y, float4 y) { *(device packed_half4 *)Y = packed_half4(half4(half(y.x),
                                                                                             half(y.y),
                                                                                             half(y.z),
                                                                                             half(y.w))); }

// Moves a square from X to Y: rows are interleaved in pairs, and then the pairs.
inline void move_square(device const float *X, device half *Y, uint x_row, uint y_column) {
    float4 x[4];
    #pragma clang loop unroll(full)
    for (uint r = 0; r < 4; r++)
        x[r] = float4(*(device const packed_float4 *)(X + r * x_row));
    const float4 a = float4(x[0].x, x[1].x, x[0].y, x[1].y), b = float4(x[2].x, x[3].x, x[2].y, x[3].y);
    const float4 c = float4(x[0].z, x[1].z, x[0].w, x[1].w), d = float4(x[2].z, x[3].z, x[2].w, x[3].w);
    store(Y, float4(a.xy, b.xy));
    store(Y + y_column, float4(a.zw, b.zw));
    store(Y + 2 * y_column, float4(c.xy, d.xy));
    store(Y + 3 * y_column, float4(c.zw, d.zw));
}

[[max_total_threads_per_threadgroup(64)]]
kernel void transpose(device const float *X [[buffer(0)]],
                      device half *Y [[buffer(1)]],
                      constant ElementSizes &sizes [[buffer(2)]],
                      uint3 group [[threadgroup_position_in_grid]],
                      ushort thread_index [[thread_index_in_threadgroup]]) {
    const uint column = (group.x * ACROSS + thread_index % ACROSS) * WIDTH;
    const uint row = (group.y * DOWN + thread_index / ACROSS) * HEIGHT;
    const uint x_row = sizes.x_row, y_column = sizes.y_column;
    X += group.z * sizes.x_member;
    Y += group.z * sizes.y_member;
    X += row * x_row + column;
    Y += column * y_column + row;
    if (row + HEIGHT <= sizes.rows && column + WIDTH <= sizes.columns) {
        for (uint c = 0; c < WIDTH; c += 4)
            for (uint r = 0; r < HEIGHT; r += 4)
                move_square(X + r * x_row + c, Y + c * y_column + r, x_row, y_column);
        return;
    }
    // At an end of X, element by element.
    for (uint c = 0; c < WIDTH && column + c < sizes.columns; c++)
        for (uint r = 0; r < HEIGHT && row + r < sizes.rows; r++)
            Y[c * y_column + r] = half(X[r * x_row + c]);
}
