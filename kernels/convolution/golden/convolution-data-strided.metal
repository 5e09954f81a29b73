// taps: lists the elements of a window in all channels, with where each is in an image.

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

// A position of the window, where its first element is in the images; or a tap, an element of the window in a
// channel, relative to the position. The sum of both is an element of an image, or of the zeros around it.
struct Place {
    int offset;
    short z, y, x;
    // Whether the next three places follow in memory, or may be loaded with this one.
    ushort run;
};

// True if the channels of an element of the window follow each other, false if its elements in a channel do.
constant bool channels_last [[function_constant(0)]];

// Tap k. Those beyond the last are far outside of every image.
inline Place place_of_tap(uint k, constant Window &w) {
    const uint elements = w.window_z * w.window_y * w.window_x;
    Place place = {0, -32768, -32768, -32768, 0};
    if (k >= elements * w.channels)
        return place;
    const uint c = channels_last ? k % w.channels : k / elements;
    const uint element = channels_last ? k / w.channels : k % elements;
    const uint line = element / w.window_x;
    const int x = int(element % w.window_x) * w.dilation_x;
    const int y = int(line % w.window_y) * w.dilation_y;
    const int z = int(line / w.window_y) * w.dilation_z;
    place.offset = z * w.pitch_z + y * w.pitch_y + x * w.pitch_x + int(c) * w.pitch_c;
    place.z = short(z);
    place.y = short(y);
    place.x = short(x);
    return place;
}

// list tap k, and whether the next three taps follow it in memory
[[max_total_threads_per_threadgroup(128)]]
kernel void taps(device Place *taps [[buffer(0)]],
                 constant Window &window [[buffer(1)]],
                 constant uint &count [[buffer(2)]],
                 uint k [[thread_position_in_grid]]) {
    if (k >= count)
        return;
    Place place = place_of_tap(k, window);
    bool run = true;
    for (uint i = 1; i < 4; i++) {
        const Place next = place_of_tap(k + i, window);
        run = run && next.z != -32768 && next.offset == place.offset + int(i);
    }
    place.run = run;
    taps[k] = place;
}

// stretch: copies images of dY with zeros between their elements, as many as the stride of the window skips.

#include <metal_stdlib>
using namespace metal;

struct StretchSizes {
    uint stretched_z, stretched_y, stretched_x; // extents of a stretched image
    uint z, y, x;                               // extents of an image
    uint stride_z, stride_y, stride_x;
    uint inner;                                 // elements of a pixel that follow each other
};

[[max_total_threads_per_threadgroup(128)]]
kernel void stretch(device const float *from [[buffer(0)]],
                    device float *to [[buffer(1)]],
                    constant StretchSizes &sizes [[buffer(2)]],
                    uint3 position [[thread_position_in_grid]]) {
    const uint inner = position.x % sizes.inner, x = position.x / sizes.inner;
    const uint y = position.y % sizes.stretched_y, z = position.y / sizes.stretched_y;
    if (x >= sizes.stretched_x)
        return;
    const bool copied = x % sizes.stride_x == 0 && y % sizes.stride_y == 0 && z % sizes.stride_z == 0;
    const uint line = ((position.z * sizes.z + z / sizes.stride_z) * sizes.y + y / sizes.stride_y) * sizes.x;
    const uint at = (line + x / sizes.stride_x) * sizes.inner + inner;
    const uint own = ((position.z * sizes.stretched_z + z) * sizes.stretched_y + y) * sizes.stretched_x + x;
    to[own * sizes.inner + inner] = copied ? from[at] : float(0);
}

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

// convolution: C[m,n] = patches of A[m,k] * B[n,k]^T, row-major.
// A and B staged in threadgroup memory, multiplied by SIMD-group matrices;
// one threadgroup per block of C.
//
// in memory            A float, B float, C float
// in registers         A and B float, sums float
// block of C           64 x 64 per threadgroup of 64 threads
// part of the block    32 x 64 per SIMD-group
// step of K            32
// edges                the last block of a dimension is moved inward
// threadgroup memory   17152 bytes
//
// Works for all sizes. Offsets are uint: a matrix has at most 2^28 elements.

#include <metal_stdlib>
#include <metal_simdgroup_matrix>
using namespace metal;

struct GemmSizes {
    uint m, n, k;
    // Elements from one row in memory to the next, and from one member of the batch to the next.
    uint lda, ldb, ldc;
    uint stride_a, stride_b, stride_c;
    uint batch;
    float alpha, beta;
};

// True if no block crosses the end of the dimension: it is a multiple of the block, or the last block is
// moved inward.
constant bool whole_m [[function_constant(0)]];
constant bool whole_n [[function_constant(1)]];
constant bool whole_k [[function_constant(2)]];

constant constexpr uint BLOCK_M = 64;
constant constexpr uint BLOCK_N = 64;
constant constexpr uint BLOCK_K = 32;
constant constexpr uint PART_M = 32;
constant constexpr uint PART_N = 64;
constant constexpr uint UNIT_M = 64;
constant constexpr uint UNIT_N = 64;
constant constexpr uint THREADS = 64;
constant constexpr uint A_LEADING = 32;
constant constexpr uint B_LEADING = 32;
constant constexpr uint SIMDGROUPS_ACROSS = 1;
constant constexpr uint STRIP = 8;

// The start of a unit of rows or columns that is responsible for what begins at `own`: further inward if the
// unit would cross the end.
inline uint placed(uint own, uint extent, uint unit, bool whole) {
    return whole ? min(own, extent - unit) : own;
}

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

// True if some taps of some positions are outside of the images, or of the patches.
constant bool guarded [[function_constant(3)]];
// True if four taps at a time are channels of one element of the window.
constant bool aligned [[function_constant(4)]];
// True if images or their padding have a depth.
constant bool volumes [[function_constant(5)]];

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

// A position of the window, where its first element is in the images; or a tap, an element of the window in a
// channel, relative to the position. The sum of both is an element of an image, or of the zeros around it.
struct Place {
    int offset;
    short z, y, x;
    // Whether the next three places follow in memory, or may be loaded with this one.
    ushort run;
};

// Position p of the window, counted row by row through all images.
inline Place place_of_position(uint p, constant Window &w) {
    const uint line = p / w.positions_x, slice = line / w.positions_y, image = slice / w.positions_z;
    const int x = int(p % w.positions_x) * w.stride_x - w.before_x;
    const int y = int(line % w.positions_y) * w.stride_y - w.before_y;
    const int z = int(slice % w.positions_z) * w.stride_z - w.before_z;
    Place place;
    place.offset = int(image) * w.pitch_n + z * w.pitch_z + y * w.pitch_y + x * w.pitch_x;
    place.z = short(z);
    place.y = short(y);
    place.x = short(x);
    // All of the window is inside of the image, and so are four taps.
    const int3 last = int3(w.window_x - 1, w.window_y - 1, w.window_z - 1) * int3(w.dilation_x, w.dilation_y,
                                                                                  w.dilation_z);
    const int3 first = int3(x, y, z), low = min(first, first + last), high = max(first, first + last);
    place.run = all(low >= 0) && high.x < w.extent_x && high.y < w.extent_y && high.z < w.extent_z;
    return place;
}

// Whether a tap of a position is inside of the image.
inline bool inside(Place position, Place tap, constant Window &w) {
    return !guarded ||
           (uint(position.x + tap.x) < uint(w.extent_x) && uint(position.y + tap.y) < uint(w.extent_y) &&
            (!volumes || uint(position.z + tap.z) < uint(w.extent_z)));
}

// Four taps of a position from tap k on, with zeros outside of the image.
inline float4 load_taps(device const float *X, device const Place *taps, Place position, uint k,
                        constant Window &w) {
    const Place tap = taps[k];
    const int at = position.offset + tap.offset;
    if (aligned)
        return inside(position, tap, w) ? float4(*(device const packed_float4 *)(X + at)) : float4(0);
    if (tap.run && position.run)
        return float4(*(device const packed_float4 *)(X + at));
    float4 quad = float4(0);
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++) {
        const Place next = taps[k + i];
        if (inside(position, next, w))
            quad[i] = X[position.offset + next.offset];
    }
    return quad;
}

// The value that is written for a sum: sum.
template <typename T> inline T finish(T sum, T previous, T bias, float alpha, float beta) {
    return sum;
}

// Writes four sums of a row of C, except for what is another block's or beyond the end.
inline void write_quad(float4 sums, device float *row, uint column, uint own_column,
                       constant GemmSizes &sizes) {
    if (column >= own_column && column + 4 <= sizes.n) {
        const float4 previous = float4(0);
        const float4 added = float4(0);
        const float4 finished = finish(sums, previous, added, sizes.alpha, sizes.beta);
        *(device packed_float4 *)(row + column) = packed_float4(finished);
        return;
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++)
        if (column + i >= own_column && column + i < sizes.n)
            row[column + i] = float(finish(sums[i], 0.0f, 0.0f, sizes.alpha, sizes.beta));
}

// Writes 8 rows of sums from the threadgroup memory of the SIMD-group.
inline void write_strip(const threadgroup float *strip, device float *C, uint row, uint column,
                        uint own_row, uint own_column, constant GemmSizes &sizes, ushort lane) {
    for (uint i = lane * 4; i < 8 * STRIP; i += 32 * 4) {
        const uint r = row + i / STRIP, c = column + i % STRIP;
        if (r >= own_row && r < sizes.m)
            write_quad(float4(*(const threadgroup float4 *)(strip + i)), C + r * sizes.ldc, c, own_column,
                       sizes);
    }
}

// for each step of K:
//     all threads copy the step's blocks of A and B to threadgroup memory; barrier
//     for every 8 elements of the step:
//         load a column of A's tiles and a row of B's tiles; add the product of each pair to the sums
//     barrier, before the blocks are overwritten
// write the sums to C through the epilogue
[[max_total_threads_per_threadgroup(64)]]
kernel void convolution(device const float *A [[buffer(0)]],
                        device const float *B [[buffer(1)]],
                        device float *C [[buffer(2)]],
                        constant GemmSizes &sizes [[buffer(3)]],
                        device const Place *taps [[buffer(6)]],
                        constant Window &window [[buffer(7)]],
                        uint3 group [[threadgroup_position_in_grid]],
                        ushort thread_index [[thread_index_in_threadgroup]],
                        ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                        ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float4 shared[1024];
    threadgroup packed_int3 places[BLOCK_M];
    threadgroup Place *positions = (threadgroup Place *)places;
    threadgroup float *a_block = (threadgroup float *)shared;
    threadgroup float *b_block = (threadgroup float *)(a_block + 2048);
    threadgroup float *strip = (threadgroup float *)shared + simdgroup_index * 8 * STRIP;
    // This SIMD-group's part of a block.
    const uint part_row = simdgroup_index / SIMDGROUPS_ACROSS * PART_M;
    const uint part_column = simdgroup_index % SIMDGROUPS_ACROSS * PART_N;

    // This member of the batch, and the block's position in C.
    A += group.z * sizes.stride_a;
    B += group.z * sizes.stride_b;
    C += group.z * sizes.stride_c;
    const uint block_row = group.y * BLOCK_M, block_column = group.x * BLOCK_N;
    const uint k_begin = 0, k_end = sizes.k;
    const uint own_row = block_row, own_column = block_column;
    const uint first_row = placed(own_row, sizes.m, UNIT_M, whole_m), row = first_row + part_row;
    const uint first_column = placed(own_column, sizes.n, UNIT_N, whole_n), column = first_column
        + part_column;
    const bool inside = row < sizes.m && column < sizes.n;

    simdgroup_matrix<float, 8, 8> sums[PART_M / 8][PART_N / 8];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < PART_M / 8; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < PART_N / 8; j++)
            sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(float(0));
    // Where the window is at each position of the block.
    for (uint i = thread_index; i < BLOCK_M; i += THREADS)
        positions[i] = place_of_position(first_row + i, window);
    threadgroup_barrier(mem_flags::mem_threadgroup);
    for (uint k = k_begin; k < k_end; k += BLOCK_K) {
        // The block of A, with zeros beyond the edges.
        for (uint i = thread_index * 4; i < BLOCK_M * BLOCK_K; i += THREADS * 4) {
            const uint r = first_row + i / BLOCK_K, c = k + i % BLOCK_K;
            float4 quad = float4(0);
            if (whole_m || r < sizes.m)
                quad = load_taps(A, taps, positions[r - first_row], c, window);
            *(threadgroup float4 *)(a_block + i / BLOCK_K * A_LEADING + i % BLOCK_K) = quad;
        }
        // The block of B, with zeros beyond the edges.
        for (uint i = thread_index * 4; i < BLOCK_N * BLOCK_K; i += THREADS * 4) {
            const uint r = first_column + i / BLOCK_K, c = k + i % BLOCK_K;
            float4 quad = float4(0);
            if (whole_n || r < sizes.n)
                quad = load_quad(B + r * sizes.ldb, c, k_end, whole_k);
            *(threadgroup float4 *)(b_block + i / BLOCK_K * B_LEADING + i % BLOCK_K) = quad;
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);

        // How much of the step this part needs: less at the end of K, nothing outside of C.
        const uint left = whole_k ? BLOCK_K : min(BLOCK_K, k_end - k);
        const uint depth = inside ? left : 0;
        for (uint step = 0; step < depth; step += 8) {
            simdgroup_matrix<float, 8, 8> a[PART_M / 8];
            simdgroup_matrix<float, 8, 8> b[PART_N / 8];
            #pragma clang loop unroll(full)
            for (uint i = 0; i < PART_M / 8; i++)
                simdgroup_load(a[i], a_block + (part_row + i * 8) * A_LEADING + step, A_LEADING);
            #pragma clang loop unroll(full)
            for (uint j = 0; j < PART_N / 8; j++)
                simdgroup_load(b[j], b_block + (part_column + j * 8) * B_LEADING + step, B_LEADING,
                               ulong2(0), true);
            #pragma clang loop unroll(full)
            for (uint i = 0; i < PART_M / 8; i++)
                #pragma clang loop unroll(full)
                for (uint j = 0; j < PART_N / 8; j++)
                    simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);
    }

    if (inside) {
        #pragma clang loop unroll(full)
        for (uint i = 0; i < PART_M / 8; i++) {
            #pragma clang loop unroll(full)
            for (uint j = 0; j < PART_N / 8; j++) {
                const uint r = row + i * 8, c = column + j * 8;
                if (r >= own_row && r + 8 <= sizes.m && c >= own_column && c + 8 <= sizes.n) {
                    simdgroup_store(sums[i][j], C + r * sizes.ldc + c, sizes.ldc);
                } else if (r + 8 > own_row && r < sizes.m && c + 8 > own_column && c < sizes.n) {
                    simdgroup_store(sums[i][j], strip, STRIP);
                    simdgroup_barrier(mem_flags::mem_threadgroup);
                    write_strip(strip, C, row + i * 8, column + j * 8, own_row, own_column, sizes, lane);
                    simdgroup_barrier(mem_flags::mem_threadgroup);
                }
            }
        }
    }
}
