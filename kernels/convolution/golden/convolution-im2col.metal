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

// im2col: writes the patches of images under a window, four taps of a position per thread.

#include <metal_stdlib>
using namespace metal;

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

struct PatchSizes {
    uint taps;         // of a group
    uint image, first; // of the slice: its image, with channels first, and its first position
    uint count;        // positions of the slice
    uint largest;      // positions of the largest slice
};

[[max_total_threads_per_threadgroup(128)]]
kernel void im2col(device const float *X [[buffer(0)]],
                   device float *patches [[buffer(1)]],
                   device const Place *taps [[buffer(2)]],
                   constant Window &window [[buffer(3)]],
                   constant PatchSizes &sizes [[buffer(4)]],
                   uint3 position [[thread_position_in_grid]]) {
    const uint k = position.x * 4, row = position.y, group = position.z;
    if (k >= sizes.taps)
        return;
    X += group * window.channels * window.pitch_c;
    patches += (row * window.groups + group) * sizes.taps;
    const Place place = place_of_position(sizes.first + row, window);
    store_quad(patches, k, sizes.taps, false, (load_taps(X, taps, place, k, window)));
}

// sgemm: C[m,n] = A[m,k] * B[n,k]^T, row-major.
// SIMD-group matrices read directly from device memory;
// one threadgroup per block of C.
//
// in memory            A float, B float, C float
// in registers         A and B float, sums float
// block of C           8 x 64 per threadgroup of 32 threads
// part of the block    8 x 64 per SIMD-group
// step of K            32
// edges                the last block of a dimension is moved inward
// threadgroup memory   256 bytes
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

constant constexpr uint BLOCK_M = 8;
constant constexpr uint BLOCK_N = 64;
constant constexpr uint BLOCK_K = 32;
constant constexpr uint PART_M = 8;
constant constexpr uint PART_N = 64;
constant constexpr uint UNIT_M = 8;
constant constexpr uint UNIT_N = 64;
constant constexpr uint SIMDGROUPS_ACROSS = 1;
constant constexpr uint STRIP = 8;

// The start of a unit of rows or columns that is responsible for what begins at `own`: further inward if the
// unit would cross the end.
inline uint placed(uint own, uint extent, uint unit, bool whole) {
    return whole ? min(own, extent - unit) : own;
}

// Reads an 8x8 tile from device memory, with zeros beyond the matrix. Rows and columns are those of the
// product: in memory, a transposed operand has them exchanged. The tile belongs to all lanes of the
// SIMD-group, so all of them take the same branches.
template <bool TRANSPOSED, typename T>
inline void load_tile(thread simdgroup_matrix<T, 8, 8> &tile, device const T *matrix, uint leading,
                      threadgroup T *edge, uint row, uint column, uint rows, uint columns, bool whole,
                      ushort lane) {
    if (whole || (row + 8 <= rows && column + 8 <= columns)) {
        const uint first = TRANSPOSED ? column * leading + row : row * leading + column;
        simdgroup_load(tile, matrix + first, leading, ulong2(0), TRANSPOSED);
        return;
    }
    if (row >= rows || column >= columns) {
        tile = make_filled_simdgroup_matrix<T, 8, 8>(T(0));
        return;
    }
    simdgroup_barrier(mem_flags::mem_threadgroup);
    for (uint i = lane; i < 64; i += 32) {
        const uint r = row + i / 8, c = column + i % 8;
        const uint element = TRANSPOSED ? c * leading + r : r * leading + c;
        edge[i] = r < rows && c < columns ? matrix[element] : T(0);
    }
    simdgroup_barrier(mem_flags::mem_threadgroup);
    simdgroup_load(tile, edge, 8);
}

// Adds 8 elements of K, or fewer at its end, to the sums of a part. A and B point to the first elements that
// it needs; `rows`, `columns` and `depth` are what is left of M, N and K from there.
template <bool WHOLE_K>
inline void multiply_step(thread simdgroup_matrix<float, 8, 8> (&sums)[PART_M / 8][PART_N / 8],
                          device const float *A, device const float *B, threadgroup float *edge, uint rows,
                          uint columns, uint depth, constant GemmSizes &sizes, ushort lane) {
    simdgroup_matrix<float, 8, 8> a[PART_M / 8];
    simdgroup_matrix<float, 8, 8> b[PART_N / 8];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < PART_M / 8; i++)
        load_tile<false>(a[i], A, sizes.lda, edge, i * 8, 0, rows, depth, whole_m && WHOLE_K, lane);
    #pragma clang loop unroll(full)
    for (uint j = 0; j < PART_N / 8; j++)
        load_tile<true>(b[j], B, sizes.ldb, edge, 0, j * 8, depth, columns, whole_n && WHOLE_K, lane);
    #pragma clang loop unroll(full)
    for (uint i = 0; i < PART_M / 8; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < PART_N / 8; j++)
            simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);
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

// for every 8 elements of K:
//     load a column of A's tiles and a row of B's tiles; add the product of each pair to the sums
// write the sums to C through the epilogue
[[max_total_threads_per_threadgroup(32)]]
kernel void sgemm(device const float *A [[buffer(0)]],
                  device const float *B [[buffer(1)]],
                  device float *C [[buffer(2)]],
                  constant GemmSizes &sizes [[buffer(3)]],
                  constant uint4 &offsets [[buffer(6)]],
                  uint3 group [[threadgroup_position_in_grid]],
                  ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                  ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float4 shared[16];
    threadgroup float *strip = (threadgroup float *)shared + simdgroup_index * 8 * STRIP;
    // This SIMD-group's part of a block.
    const uint part_row = simdgroup_index / SIMDGROUPS_ACROSS * PART_M;
    const uint part_column = simdgroup_index % SIMDGROUPS_ACROSS * PART_N;

    // This member of the batch, and the block's position in C.
    // Where the parts of the matrices begin.
    A += offsets.x + group.z * sizes.stride_a;
    B += offsets.y + group.z * sizes.stride_b;
    C += offsets.z + group.z * sizes.stride_c;
    const uint block_row = group.y * BLOCK_M, block_column = group.x * BLOCK_N;
    const uint k_begin = 0, k_end = sizes.k;
    const uint own_row = block_row + part_row, own_column = block_column + part_column;
    const bool inside = own_row < sizes.m && own_column < sizes.n;
    const uint row = placed(own_row, sizes.m, UNIT_M, whole_m);
    const uint column = placed(own_column, sizes.n, UNIT_N, whole_n);
    if (inside) {
        simdgroup_matrix<float, 8, 8> sums[PART_M / 8][PART_N / 8];
        #pragma clang loop unroll(full)
        for (uint i = 0; i < PART_M / 8; i++)
            #pragma clang loop unroll(full)
            for (uint j = 0; j < PART_N / 8; j++)
                sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(float(0));
        threadgroup float *edge = (threadgroup float *)strip;
        const uint k_whole = k_end - (k_end - k_begin) % 8;
        // The part's first elements of A and B in a step.
        device const float *next_a = A + row * sizes.lda + k_begin;
        device const float *next_b = B + column * sizes.ldb + k_begin;
        for (uint k = k_begin; k < k_whole; k += 8) {
            multiply_step<true>(sums, next_a, next_b, edge, sizes.m - row, sizes.n - column, 8, sizes, lane);
            next_a += 8;
            next_b += 8;
        }
        if (!whole_k && k_whole < k_end)
            multiply_step<false>(sums, next_a, next_b, edge, sizes.m - row, sizes.n - column,
                                 k_end - k_whole, sizes, lane);
        // Sums overwrite the edges, once these have been read.
        simdgroup_barrier(mem_flags::mem_threadgroup);

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
