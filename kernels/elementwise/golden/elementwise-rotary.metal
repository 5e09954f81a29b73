// rotary: Y = X with its pairs rotated.
// Each thread rotates pairs of its own. Columns are pairs, of all heads of a row.
//
// in memory            X bfloat, Y bfloat
// pairs                i and i + d / 2 of a head
// thread               pairs of a row: 4
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
    uint position;       // of the first row
    uint half_dimension; // pairs of a head
    float log2_step;     // angles of successive pairs of a head have a ratio of 2^log2_step
};

// True if no thread's elements cross the end of a row.
constant bool whole [[function_constant(0)]];

constant constexpr uint WIDTH = 4;
constant constexpr uint ACROSS = 64;
constant constexpr uint DOWN = 4;

[[max_total_threads_per_threadgroup(256)]]
kernel void rotary(device const bfloat *X [[buffer(0)]],
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
    const float position = float(sizes.position + row);
    for (uint i = 0; i < WIDTH && (whole || column + i < sizes.columns); i++) {
        const uint pair = column + i, k = pair % sizes.half_dimension;
        const float angle = position * precise::exp2(float(k) * sizes.log2_step);
        const float cosine = precise::cos(angle), sine = precise::sin(angle);
        const uint first = pair / sizes.half_dimension * 2 * sizes.half_dimension + k;
        const uint second = first + sizes.half_dimension;
        const float x = float(X[first]), y = float(X[second]);
        Y[first] = bfloat(x * cosine - y * sine);
        Y[second] = bfloat(x * sine + y * cosine);
    }
}
