// residual: Y = X + R.
// Tiles of X go through threadgroup memory.
//
// in memory            X half, Y half
// tile                 32 x 32, rows 33 apart in threadgroup memory
// threadgroup          tiles: 4, of 256 threads with 8 elements at a time
// threadgroup memory   2112 bytes
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

constant constexpr uint WIDTH = 8;
constant constexpr uint THREADS = 256;
constant constexpr uint TILE = 32;
constant constexpr uint LEADING = 33;
constant constexpr uint TILES = 4;

// Elements of a row from a column on, with zeros beyond its end.
inline void load(thread half (&x)[WIDTH], device const half *row, uint column, uint columns, bool whole) {
    if (whole || column + WIDTH <= columns) {
        #pragma clang loop unroll(full)
        for (uint first = 0; first < WIDTH; first += 4) {
            const half4 elements = half4(*(device const packed_half4 *)(row + column + first));
            #pragma clang loop unroll(full)
            for (uint i = 0; i < 4; i++)
                x[first + i] = elements[i];
        }
        return;
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < WIDTH; i++)
        x[i] = column + i < columns ? row[column + i] : half(0);
}

// Writes elements of a row from a column on, and nothing beyond its end.
inline void store(device half *row, uint column, uint columns, bool whole, thread const half (&y)[WIDTH]) {
    if (whole || column + WIDTH <= columns) {
        #pragma clang loop unroll(full)
        for (uint first = 0; first < WIDTH; first += 4) {
            half4 elements;
            #pragma clang loop unroll(full)
            for (uint i = 0; i < 4; i++)
                elements[i] = y[first + i];
            *(device packed_half4 *)(row + column + first) = packed_half4(elements);
        }
        return;
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < WIDTH; i++)
        if (column + i < columns)
            row[column + i] = y[i];
}

// All threads copy a tile of X to threadgroup memory, with zeros beyond its ends.
inline void stage(threadgroup half *tile, device const half *X, uint first_row, uint first_column,
                  constant ElementSizes &sizes, ushort thread_index) {
    for (uint i = thread_index * WIDTH; i < TILE * TILE; i += THREADS * WIDTH) {
        const uint r = i / TILE, c = i % TILE, row = first_row + r, column = first_column + c;
        const uint columns = row < sizes.rows ? sizes.columns : 0;
        half x[WIDTH];
        load(x, X + row * sizes.x_row, column, columns, whole && column < columns);
        #pragma clang loop unroll(full)
        for (uint j = 0; j < WIDTH; j++)
            tile[r * LEADING + c + j] = x[j];
    }
}

// All threads write a tile to Y, row by row.
inline void write_tile(threadgroup const half *tile, device half *Y, constant ElementSizes &sizes,
                       device const half *R, uint first_row, uint first_column, ushort thread_index) {
    for (uint at = thread_index * WIDTH; at < TILE * TILE; at += THREADS * WIDTH) {
        const uint r = at / TILE, c = at % TILE, row = first_row + r, column = first_column + c;
        if (row >= sizes.rows)
            break;
        if (column >= sizes.columns)
            continue;
        half x[WIDTH];
        #pragma clang loop unroll(full)
        for (uint i = 0; i < WIDTH; i++)
            x[i] = tile[r * LEADING + c + i];
        half added[WIDTH];
        load(added, R + row * sizes.x_row, column, sizes.columns, whole);
        half y[WIDTH];
        #pragma clang loop unroll(full)
        for (uint i = 0; i < WIDTH; i++)
            y[i] = half(float(x[i]) + float(added[i]));
        store(Y + row * sizes.y_row, column, sizes.columns, whole, y);
    }
}

// for each tile of this threadgroup:
//     all threads copy it to threadgroup memory; barrier
//     all threads write it to Y; barrier, before it is overwritten
[[max_total_threads_per_threadgroup(256)]]
kernel void residual(device const half *X [[buffer(0)]],
                     device half *Y [[buffer(1)]],
                     constant ElementSizes &sizes [[buffer(2)]],
                     device const half *R [[buffer(3)]],
                     uint3 group [[threadgroup_position_in_grid]],
                     ushort thread_index [[thread_index_in_threadgroup]]) {
    threadgroup half staged[TILE * LEADING];
    const uint first_row = group.y * TILE, first_column = group.x * TILES * TILE;
    const uint end = min(first_column + TILES * TILE, sizes.columns);
    X += group.z * sizes.x_member;
    R += group.z * sizes.x_member;
    Y += group.z * sizes.y_member;
    for (uint column = first_column; column < end; column += TILE) {
        stage(staged, X, first_row, column, sizes, thread_index);
        threadgroup_barrier(mem_flags::mem_threadgroup);
        write_tile(staged, Y, sizes, R, first_row, column, thread_index);
        threadgroup_barrier(mem_flags::mem_threadgroup);
    }
}
