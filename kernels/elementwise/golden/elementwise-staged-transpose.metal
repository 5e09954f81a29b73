// somatcopy: Y = X transposed.
// Tiles of X go through threadgroup memory, one ahead of the one that is written.
//
// in memory            X float, Y float
// tile                 32 x 32, rows 33 apart in threadgroup memory
// threadgroup          tiles: 4, of 256 threads with 2 elements at a time
// threadgroup memory   8448 bytes
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
// The same for rows of Y, which are columns of X.
constant bool whole_y [[function_constant(1)]];

constant constexpr uint WIDTH = 2;
constant constexpr uint THREADS = 256;
constant constexpr uint TILE = 32;
constant constexpr uint LEADING = 33;
constant constexpr uint TILES = 4;

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

// All threads copy a tile of X to threadgroup memory, with zeros beyond its ends.
inline void stage(threadgroup float *tile, device const float *X, uint first_row, uint first_column,
                  constant ElementSizes &sizes, ushort thread_index) {
    for (uint i = thread_index * WIDTH; i < TILE * TILE; i += THREADS * WIDTH) {
        const uint r = i / TILE, c = i % TILE, row = first_row + r, column = first_column + c;
        const uint columns = row < sizes.rows ? sizes.columns : 0;
        float x[WIDTH];
        load(x, X + row * sizes.x_row, column, columns, whole && column < columns);
        #pragma clang loop unroll(full)
        for (uint j = 0; j < WIDTH; j++)
            tile[r * LEADING + c + j] = x[j];
    }
}

// All threads write a tile to Y, each of its columns to a row.
inline void write_tile(threadgroup const float *tile, device float *Y, constant ElementSizes &sizes,
                       uint first_row, uint first_column, ushort thread_index) {
    for (uint at = thread_index * WIDTH; at < TILE * TILE; at += THREADS * WIDTH) {
        const uint r = at % TILE, c = at / TILE, row = first_row + r, column = first_column + c;
        if (column >= sizes.columns)
            break;
        if (row >= sizes.rows)
            continue;
        float x[WIDTH];
        #pragma clang loop unroll(full)
        for (uint i = 0; i < WIDTH; i++)
            x[i] = tile[(r + i) * LEADING + c];
        store(Y + column * sizes.y_column, row, sizes.rows, whole_y, x);
    }
}

// all threads copy the first tile to threadgroup memory
// for each tile of this threadgroup:
//     barrier: the tile is complete, and the one before it has been written
//     all threads copy the next tile to the other buffer, and write this one to Y
[[max_total_threads_per_threadgroup(256)]]
kernel void somatcopy(device const float *X [[buffer(0)]],
                      device float *Y [[buffer(1)]],
                      constant ElementSizes &sizes [[buffer(2)]],
                      uint3 group [[threadgroup_position_in_grid]],
                      ushort thread_index [[thread_index_in_threadgroup]]) {
    threadgroup float staged[2 * TILE * LEADING];
    const uint first_row = group.y * TILE, first_column = group.x * TILES * TILE;
    const uint end = min(first_column + TILES * TILE, sizes.columns);
    X += group.z * sizes.x_member;
    Y += group.z * sizes.y_member;
    stage(staged, X, first_row, first_column, sizes, thread_index);
    uint current = 0;
    for (uint column = first_column; column < end; column += TILE) {
        threadgroup_barrier(mem_flags::mem_threadgroup);
        if (column + TILE < end)
            stage(staged + (1 - current) * TILE * LEADING, X, first_row, column + TILE, sizes, thread_index);
        write_tile(staged + current * TILE * LEADING, Y, sizes, first_row, column, thread_index);
        current = 1 - current;
    }
}
