// transform_weights: U = G g G^T, the windows g of all filters and channels at the points of F(4x4, 3x3):
// 0, 1, -1, 1/2, -2 and infinity.

#include <metal_stdlib>
using namespace metal;

// Lengths are in elements.
struct WeightSizes {
    uint groups;
    uint filters, channels;           // of a group; beyond them, weights are zeros
    uint columns, stride;             // of a matrix of U, and from one to the next
    int first;                        // the first element of the first window
    int pitch_g, pitch_o, pitch_c;    // from one group, filter and channel to the next
    int pitch_y, pitch_x;             // from one row and element of the window to the next
};

constant constexpr uint POINTS_Y = 6;
constant constexpr uint POINTS_X = 6;
constant constexpr uint WINDOW_Y = 3;
constant constexpr uint WINDOW_X = 3;

// G.
template <typename T>
inline void to_points(const thread T (&d)[3], thread T (&t)[6]) {
    t[0] = d[0];
    t[1] = 0.333333333f * d[0] + 0.333333333f * d[1] + 0.333333333f * d[2];
    t[2] = -0.333333333f * d[0] + 0.333333333f * d[1] - 0.333333333f * d[2];
    t[3] = -1.06666667f * d[0] - 0.533333333f * d[1] - 0.266666667f * d[2];
    t[4] = 0.0666666667f * d[0] - 0.133333333f * d[1] + 0.266666667f * d[2];
    t[5] = d[2];
}

// load the window of a filter in a channel
// transform its columns, then its rows; write each point to its own matrix
[[max_total_threads_per_threadgroup(64)]]
kernel void transform_weights(device const float *W [[buffer(0)]],
                              device float *U [[buffer(1)]],
                              constant WeightSizes &sizes [[buffer(2)]],
                              uint3 position [[thread_position_in_grid]]) {
    const uint row = position.y, column = position.x, group = position.z;
    if (column >= sizes.columns)
        return;
    const uint o = column, c = row;
    const bool inside = o < sizes.filters && c < sizes.channels;
    const int first = sizes.first + int(group) * sizes.pitch_g + int(o) * sizes.pitch_o + int(c)
        * sizes.pitch_c;
    float g[WINDOW_Y][WINDOW_X];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < WINDOW_Y; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < WINDOW_X; j++)
            g[i][j] = inside ? float(W[first + int(i) * sizes.pitch_y + int(j) * sizes.pitch_x]) : 0.0f;
    float half_way[POINTS_Y][WINDOW_X], u[POINTS_Y][POINTS_X];
    #pragma clang loop unroll(full)
    for (uint j = 0; j < WINDOW_X; j++) {
        float before[WINDOW_Y], after[POINTS_Y];
        #pragma clang loop unroll(full)
        for (uint i = 0; i < WINDOW_Y; i++)
            before[i] = g[i][j];
        to_points(before, after);
        #pragma clang loop unroll(full)
        for (uint i = 0; i < POINTS_Y; i++)
            half_way[i][j] = after[i];
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < POINTS_Y; i++)
        to_points(half_way[i], u[i]);
    U += group * sizes.stride + row * sizes.columns + column;
    #pragma clang loop unroll(full)
    for (uint i = 0; i < POINTS_Y; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < POINTS_X; j++)
            U[(i * POINTS_X + j) * sizes.groups * sizes.stride] = u[i][j];
}

// transform_input: V = B^T d B, the tiles d of all images at the points of F(4x4, 3x3):
// 0, 1, -1, 1/2, -2 and infinity.

#include <metal_stdlib>
using namespace metal;

// Lengths are in elements. A slice is the tiles that go through scratch memory together.
struct TransformSizes {
    uint depth;                    // of an image, the layers of which are convolved on their own
    int extent_y, extent_x;        // of a layer
    int pitch_n, pitch_z;          // from one image and layer to the next
    int pitch_y, pitch_x, pitch_c; // from one row, pixel and channel to the next
    uint channels;                 // of a group
    uint tiles_y, tiles_x;         // of a layer
    int before_y, before_x;        // from the first tile to the beginning of a layer
    uint first, tiles;             // of the slice
    uint lanes;                    // channels of a group, in vectors
    uint tile_pitch, lane_pitch;   // of scratch memory, from one tile and vector to the next
    uint group_pitch, point_pitch; // from one group and point to the next
};

// True if the channels of a group are whole vectors.
constant bool whole [[function_constant(0)]];

constant constexpr uint POINTS_Y = 6;
constant constexpr uint POINTS_X = 6;
constant constexpr uint OUTPUTS_Y = 4;
constant constexpr uint OUTPUTS_X = 4;
constant constexpr uint VECTOR = 4;

// B^T.
template <typename T>
inline void to_points(const thread T (&d)[6], thread T (&t)[6]) {
    t[0] = d[0] - 1.5f * d[1] - 2.0f * d[2] + 1.5f * d[3] + d[4];
    t[1] = -d[1] + 0.5f * d[2] + 2.5f * d[3] + d[4];
    t[2] = d[1] - 2.5f * d[2] + 0.5f * d[3] + d[4];
    t[3] = -2.0f * d[1] - d[2] + 2.0f * d[3] + d[4];
    t[4] = 0.5f * d[1] - d[2] - 0.5f * d[3] + d[4];
    t[5] = d[1] - 1.5f * d[2] - 2.0f * d[3] + 1.5f * d[4] + d[5];
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

// load a tile of four channels, with zeros outside of the image
// transform its columns, then its rows; write each point to its own matrix
[[max_total_threads_per_threadgroup(64)]]
kernel void transform_input(device const float *X [[buffer(0)]],
                            device float *V [[buffer(1)]],
                            constant TransformSizes &sizes [[buffer(2)]],
                            uint3 position [[thread_position_in_grid]]) {
    // A vector of channels and a tile: neighbouring threads are neighbours in memory.
    const uint lane = position.x, tile = position.y, group = position.z;
    if (lane >= sizes.lanes || tile >= sizes.tiles)
        return;
    const uint c = lane * VECTOR, at = sizes.first + tile;
    const uint line = at / sizes.tiles_x, layer = line / sizes.tiles_y;
    const int first_x = int(at % sizes.tiles_x) * OUTPUTS_X - sizes.before_x;
    const int first_y = int(line % sizes.tiles_y) * OUTPUTS_Y - sizes.before_y;
    const int image = int(layer / sizes.depth) * sizes.pitch_n + int(layer % sizes.depth) * sizes.pitch_z +
                      int(group * sizes.channels) * sizes.pitch_c;
    const uint scratch = group * sizes.group_pitch + tile * sizes.tile_pitch + lane * sizes.lane_pitch;
    X += image;
    float4 d[POINTS_Y][POINTS_X];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < POINTS_Y; i++) {
        #pragma clang loop unroll(full)
        for (uint j = 0; j < POINTS_X; j++) {
            const int y = first_y + int(i), x = first_x + int(j);
            d[i][j] = 0.0f;
            if (uint(y) < uint(sizes.extent_y) && uint(x) < uint(sizes.extent_x)) {
                device const float *pixel = X + (y * sizes.pitch_y + x * sizes.pitch_x);
                d[i][j] = load_quad(pixel, c, sizes.channels, whole);
            }
        }
    }
    float4 half_way[POINTS_Y][POINTS_X], v[POINTS_Y][POINTS_X];
    #pragma clang loop unroll(full)
    for (uint j = 0; j < POINTS_X; j++) {
        float4 before[POINTS_Y], after[POINTS_Y];
        #pragma clang loop unroll(full)
        for (uint i = 0; i < POINTS_Y; i++)
            before[i] = d[i][j];
        to_points(before, after);
        #pragma clang loop unroll(full)
        for (uint i = 0; i < POINTS_Y; i++)
            half_way[i][j] = after[i];
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < POINTS_Y; i++)
        to_points(half_way[i], v[i]);
    V += scratch;
    #pragma clang loop unroll(full)
    for (uint i = 0; i < POINTS_Y; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < POINTS_X; j++)
            *(device packed_float4 *)(V + (i * POINTS_X + j) * sizes.point_pitch) = packed_float4(v[i][j]);
}

// sgemm: C[m,n] = A[m,k] * B[k,n], row-major.
// SIMD-group matrices read directly from device memory;
// one threadgroup per block of C.
//
// in memory            A float, B float, C float
// in registers         A and B float, sums float
// block of C           64 x 64 per threadgroup of 64 threads
// part of the block    32 x 64 per SIMD-group
// step of K            32
// edges                the last block of a dimension is moved inward
// threadgroup memory   512 bytes
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
constant constexpr uint UNIT_M = 32;
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
        load_tile<false>(b[j], B, sizes.ldb, edge, 0, j * 8, depth, columns, whole_n && WHOLE_K, lane);
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
[[max_total_threads_per_threadgroup(64)]]
kernel void sgemm(device const float *A [[buffer(0)]],
                  device const float *B [[buffer(1)]],
                  device float *C [[buffer(2)]],
                  constant GemmSizes &sizes [[buffer(3)]],
                  uint3 group [[threadgroup_position_in_grid]],
                  ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                  ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float4 shared[32];
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
        device const float *next_b = B + k_begin * sizes.ldb + column;
        for (uint k = k_begin; k < k_whole; k += 8) {
            multiply_step<true>(sums, next_a, next_b, edge, sizes.m - row, sizes.n - column, 8, sizes, lane);
            next_a += 8;
            next_b += 8 * sizes.ldb;
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

// transform_output: Y = A^T m A through the epilogue, from the products m of all points of F(4x4, 3x3).

#include <metal_stdlib>
using namespace metal;

// Lengths are in elements. A slice is the tiles that go through scratch memory together.
struct TransformSizes {
    uint depth;                    // of an image, the layers of which are convolved on their own
    int extent_y, extent_x;        // of a layer
    int pitch_n, pitch_z;          // from one image and layer to the next
    int pitch_y, pitch_x, pitch_c; // from one row, pixel and channel to the next
    uint channels;                 // of a group
    uint tiles_y, tiles_x;         // of a layer
    int before_y, before_x;        // from the first tile to the beginning of a layer
    uint first, tiles;             // of the slice
    uint lanes;                    // channels of a group, in vectors
    uint tile_pitch, lane_pitch;   // of scratch memory, from one tile and vector to the next
    uint group_pitch, point_pitch; // from one group and point to the next
};

// True if the filters of a group are whole vectors.
constant bool whole [[function_constant(0)]];

constant constexpr uint POINTS_Y = 6;
constant constexpr uint POINTS_X = 6;
constant constexpr uint OUTPUTS_Y = 4;
constant constexpr uint OUTPUTS_X = 4;
constant constexpr uint VECTOR = 4;

// A^T.
template <typename T>
inline void to_outputs(const thread T (&d)[6], thread T (&t)[4]) {
    t[0] = d[0] + d[1] + d[2] + d[3] + d[4];
    t[1] = d[1] - d[2] + 0.5f * d[3] - 2.0f * d[4];
    t[2] = d[1] + d[2] + 0.25f * d[3] + 4.0f * d[4];
    t[3] = d[1] - d[2] + 0.125f * d[3] - 8.0f * d[4] + d[5];
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

// The value that is written for a sum: sum + bias.
template <typename T> inline T finish(T sum, T previous, T bias, float alpha, float beta) {
    return sum + bias;
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

// load the products of a tile at all points
// transform their columns, then their rows; write the outputs that are inside of the image
[[max_total_threads_per_threadgroup(64)]]
kernel void transform_output(device const float *M [[buffer(0)]],
                             device float *Y [[buffer(1)]],
                             constant TransformSizes &sizes [[buffer(2)]],
                             device const float *bias [[buffer(3)]],
                             uint3 position [[thread_position_in_grid]]) {
    // A vector of channels and a tile: neighbouring threads are neighbours in memory.
    const uint lane = position.x, tile = position.y, group = position.z;
    if (lane >= sizes.lanes || tile >= sizes.tiles)
        return;
    const uint c = lane * VECTOR, at = sizes.first + tile;
    const uint line = at / sizes.tiles_x, layer = line / sizes.tiles_y;
    const int first_x = int(at % sizes.tiles_x) * OUTPUTS_X - sizes.before_x;
    const int first_y = int(line % sizes.tiles_y) * OUTPUTS_Y - sizes.before_y;
    const int image = int(layer / sizes.depth) * sizes.pitch_n + int(layer % sizes.depth) * sizes.pitch_z +
                      int(group * sizes.channels) * sizes.pitch_c;
    const uint scratch = group * sizes.group_pitch + tile * sizes.tile_pitch + lane * sizes.lane_pitch;
    M += scratch;
    float4 m[POINTS_Y][POINTS_X];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < POINTS_Y; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < POINTS_X; j++)
            m[i][j] = float4(*(device const packed_float4 *)(M + (i * POINTS_X + j) * sizes.point_pitch));
    float4 half_way[OUTPUTS_Y][POINTS_X], y[OUTPUTS_Y][OUTPUTS_X];
    #pragma clang loop unroll(full)
    for (uint j = 0; j < POINTS_X; j++) {
        float4 before[POINTS_Y], after[OUTPUTS_Y];
        #pragma clang loop unroll(full)
        for (uint i = 0; i < POINTS_Y; i++)
            before[i] = m[i][j];
        to_outputs(before, after);
        #pragma clang loop unroll(full)
        for (uint i = 0; i < OUTPUTS_Y; i++)
            half_way[i][j] = after[i];
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < OUTPUTS_Y; i++)
        to_outputs(half_way[i], y[i]);
    bias += group * sizes.channels;
    const float4 added = load_quad(bias, c, sizes.channels, whole);
    Y += image;
    #pragma clang loop unroll(full)
    for (uint i = 0; i < OUTPUTS_Y; i++) {
        #pragma clang loop unroll(full)
        for (uint j = 0; j < OUTPUTS_X; j++) {
            const int row = first_y + int(i), column = first_x + int(j);
            if (row >= sizes.extent_y || column >= sizes.extent_x)
                continue;
            const float4 finished = finish(y[i][j], float4(0.0f), added, 1.0f, 0.0f);
            device float *pixel = Y + (row * sizes.pitch_y + column * sizes.pitch_x);
            store_quad(pixel, c, sizes.channels, whole, finished);
        }
    }
}
