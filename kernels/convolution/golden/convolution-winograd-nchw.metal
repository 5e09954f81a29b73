// transform_weights: U = G g G^T, the windows g of all filters and channels at the points of F(2x2, 3x3):
// 0, 1, -1 and infinity.

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

constant constexpr uint POINTS_Y = 4;
constant constexpr uint POINTS_X = 4;
constant constexpr uint WINDOW_Y = 3;
constant constexpr uint WINDOW_X = 3;

// G.
template <typename T>
inline void to_points(const thread T (&d)[3], thread T (&t)[4]) {
    t[0] = -d[0];
    t[1] = 0.5f * d[0] + 0.5f * d[1] + 0.5f * d[2];
    t[2] = 0.5f * d[0] - 0.5f * d[1] + 0.5f * d[2];
    t[3] = d[2];
}

// load the window of a filter in a channel
// transform its columns, then its rows; write each point to its own matrix
[[max_total_threads_per_threadgroup(64)]]
kernel void transform_weights(device const half *W [[buffer(0)]],
                              device half *U [[buffer(1)]],
                              constant WeightSizes &sizes [[buffer(2)]],
                              uint3 position [[thread_position_in_grid]]) {
    const uint row = position.y, column = position.x, group = position.z;
    if (column >= sizes.columns)
        return;
    const uint o = row, c = column;
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
            U[(i * POINTS_X + j) * sizes.groups * sizes.stride] = half(u[i][j]);
}

// transform_input: V = B^T d B, the tiles d of all images at the points of F(2x2, 3x3):
// 0, 1, -1 and infinity.

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

constant constexpr uint POINTS_Y = 4;
constant constexpr uint POINTS_X = 4;
constant constexpr uint OUTPUTS_Y = 2;
constant constexpr uint OUTPUTS_X = 2;
constant constexpr uint VECTOR = 1;

// B^T.
template <typename T>
inline void to_points(const thread T (&d)[4], thread T (&t)[4]) {
    t[0] = -d[0] + d[2];
    t[1] = d[1] + d[2];
    t[2] = -d[1] + d[2];
    t[3] = -d[1] + d[3];
}

// load a tile of a channel, with zeros outside of the image
// transform its columns, then its rows; write each point to its own matrix
[[max_total_threads_per_threadgroup(64)]]
kernel void transform_input(device const half *X [[buffer(0)]],
                            device half *V [[buffer(1)]],
                            constant TransformSizes &sizes [[buffer(2)]],
                            uint3 position [[thread_position_in_grid]]) {
    // A vector of channels and a tile: neighbouring threads are neighbours in memory.
    const uint lane = position.y, tile = position.x, group = position.z;
    if (lane >= sizes.lanes || tile >= sizes.tiles)
        return;
    const uint c = lane * VECTOR, at = sizes.first + tile;
    const uint line = at / sizes.tiles_x, layer = line / sizes.tiles_y;
    const int first_x = int(at % sizes.tiles_x) * OUTPUTS_X - sizes.before_x;
    const int first_y = int(line % sizes.tiles_y) * OUTPUTS_Y - sizes.before_y;
    const int image = int(layer / sizes.depth) * sizes.pitch_n + int(layer % sizes.depth) * sizes.pitch_z +
                      int(group * sizes.channels + c) * sizes.pitch_c;
    const uint scratch = group * sizes.group_pitch + tile * sizes.tile_pitch + lane * sizes.lane_pitch;
    X += image;
    float d[POINTS_Y][POINTS_X];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < POINTS_Y; i++) {
        #pragma clang loop unroll(full)
        for (uint j = 0; j < POINTS_X; j++) {
            const int y = first_y + int(i), x = first_x + int(j);
            d[i][j] = 0.0f;
            if (uint(y) < uint(sizes.extent_y) && uint(x) < uint(sizes.extent_x)) {
                device const half *pixel = X + (y * sizes.pitch_y + x * sizes.pitch_x);
                d[i][j] = float(pixel[0]);
            }
        }
    }
    float half_way[POINTS_Y][POINTS_X], v[POINTS_Y][POINTS_X];
    #pragma clang loop unroll(full)
    for (uint j = 0; j < POINTS_X; j++) {
        float before[POINTS_Y], after[POINTS_Y];
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
            *(V + (i * POINTS_X + j) * sizes.point_pitch) = half(v[i][j]);
}

// shgemm: C[m,n] = A[m,k] * B[k,n], row-major.
// A and B staged in threadgroup memory, multiplied by SIMD-group matrices;
// one threadgroup per block of C.
//
// in memory            A half, B half, C float
// in registers         A and B half, sums float
// block of C           32 x 32 per threadgroup of 32 threads
// part of the block    32 x 32 per SIMD-group
// step of K            8
// edges                the last block of a dimension is moved inward
// threadgroup memory   1664 bytes
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

constant constexpr uint BLOCK_M = 32;
constant constexpr uint BLOCK_N = 32;
constant constexpr uint BLOCK_K = 8;
constant constexpr uint PART_M = 32;
constant constexpr uint PART_N = 32;
constant constexpr uint UNIT_M = 32;
constant constexpr uint UNIT_N = 32;
constant constexpr uint THREADS = 32;
constant constexpr uint A_LEADING = 16;
constant constexpr uint B_LEADING = 40;
constant constexpr uint SIMDGROUPS_ACROSS = 1;
constant constexpr uint STRIP = 8;

// The start of a unit of rows or columns that is responsible for what begins at `own`: further inward if the
// unit would cross the end.
inline uint placed(uint own, uint extent, uint unit, bool whole) {
    return whole ? min(own, extent - unit) : own;
}

// Four elements of a row, with zeros beyond its end.
inline half4 load_quad(device const half *row, uint column, uint columns, bool whole) {
    if (whole || column + 4 <= columns)
        return half4(*(device const packed_half4 *)(row + column));
    half4 quad = half4(0);
    #pragma clang loop unroll(full)
    for (uint i = 0; i < 4; i++)
        if (column + i < columns)
            quad[i] = row[column + i];
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
[[max_total_threads_per_threadgroup(32)]]
kernel void shgemm(device const half *A [[buffer(0)]],
                   device const half *B [[buffer(1)]],
                   device float *C [[buffer(2)]],
                   constant GemmSizes &sizes [[buffer(3)]],
                   uint3 group [[threadgroup_position_in_grid]],
                   ushort thread_index [[thread_index_in_threadgroup]],
                   ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                   ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float4 shared[104];
    threadgroup half *a_block = (threadgroup half *)shared;
    threadgroup half *b_block = (threadgroup half *)(a_block + 512);
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
    for (uint k = k_begin; k < k_end; k += BLOCK_K) {
        // The block of A, with zeros beyond the edges.
        for (uint i = thread_index * 4; i < BLOCK_M * BLOCK_K; i += THREADS * 4) {
            const uint r = first_row + i / BLOCK_K, c = k + i % BLOCK_K;
            half4 quad = half4(0);
            if (whole_m || r < sizes.m)
                quad = load_quad(A + r * sizes.lda, c, k_end, whole_k);
            *(threadgroup half4 *)(a_block + i / BLOCK_K * A_LEADING + i % BLOCK_K) = quad;
        }
        // The block of B, with zeros beyond the edges.
        for (uint i = thread_index * 4; i < BLOCK_K * BLOCK_N; i += THREADS * 4) {
            const uint r = k + i / BLOCK_N, c = first_column + i % BLOCK_N;
            half4 quad = half4(0);
            if (whole_k || r < k_end)
                quad = load_quad(B + r * sizes.ldb, c, sizes.n, whole_n);
            *(threadgroup half4 *)(b_block + i / BLOCK_N * B_LEADING + i % BLOCK_N) = quad;
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);

        // How much of the step this part needs: less at the end of K, nothing outside of C.
        const uint left = whole_k ? BLOCK_K : min(BLOCK_K, k_end - k);
        const uint depth = inside ? left : 0;
        for (uint step = 0; step < depth; step += 8) {
            simdgroup_matrix<half, 8, 8> a[PART_M / 8];
            simdgroup_matrix<half, 8, 8> b[PART_N / 8];
            #pragma clang loop unroll(full)
            for (uint i = 0; i < PART_M / 8; i++)
                simdgroup_load(a[i], a_block + (part_row + i * 8) * A_LEADING + step, A_LEADING);
            #pragma clang loop unroll(full)
            for (uint j = 0; j < PART_N / 8; j++)
                simdgroup_load(b[j], b_block + step * B_LEADING + part_column + j * 8, B_LEADING);
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

// transform_output: Y = A^T m A through the epilogue, from the products m of all points of F(2x2, 3x3).

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

constant constexpr uint POINTS_Y = 4;
constant constexpr uint POINTS_X = 4;
constant constexpr uint OUTPUTS_Y = 2;
constant constexpr uint OUTPUTS_X = 2;
constant constexpr uint VECTOR = 1;

// A^T.
template <typename T>
inline void to_outputs(const thread T (&d)[4], thread T (&t)[2]) {
    t[0] = d[0] + d[1] + d[2];
    t[1] = d[1] - d[2] + d[3];
}

// The value that is written for a sum: relu(sum).
template <typename T> inline T finish(T sum, T previous, T bias, float alpha, float beta) {
    const T x = sum;
    return max(x, T(0.0f));
}

// load the products of a tile at all points
// transform their columns, then their rows; write the outputs that are inside of the image
[[max_total_threads_per_threadgroup(64)]]
kernel void transform_output(device const float *M [[buffer(0)]],
                             device half *Y [[buffer(1)]],
                             constant TransformSizes &sizes [[buffer(2)]],
                             uint3 position [[thread_position_in_grid]]) {
    // A vector of channels and a tile: neighbouring threads are neighbours in memory.
    const uint lane = position.y, tile = position.x, group = position.z;
    if (lane >= sizes.lanes || tile >= sizes.tiles)
        return;
    const uint c = lane * VECTOR, at = sizes.first + tile;
    const uint line = at / sizes.tiles_x, layer = line / sizes.tiles_y;
    const int first_x = int(at % sizes.tiles_x) * OUTPUTS_X - sizes.before_x;
    const int first_y = int(line % sizes.tiles_y) * OUTPUTS_Y - sizes.before_y;
    const int image = int(layer / sizes.depth) * sizes.pitch_n + int(layer % sizes.depth) * sizes.pitch_z +
                      int(group * sizes.channels + c) * sizes.pitch_c;
    const uint scratch = group * sizes.group_pitch + tile * sizes.tile_pitch + lane * sizes.lane_pitch;
    M += scratch;
    float m[POINTS_Y][POINTS_X];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < POINTS_Y; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < POINTS_X; j++)
            m[i][j] = float(*(M + (i * POINTS_X + j) * sizes.point_pitch));
    float half_way[OUTPUTS_Y][POINTS_X], y[OUTPUTS_Y][OUTPUTS_X];
    #pragma clang loop unroll(full)
    for (uint j = 0; j < POINTS_X; j++) {
        float before[POINTS_Y], after[OUTPUTS_Y];
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
    const float added = float(0.0f);
    Y += image;
    #pragma clang loop unroll(full)
    for (uint i = 0; i < OUTPUTS_Y; i++) {
        #pragma clang loop unroll(full)
        for (uint j = 0; j < OUTPUTS_X; j++) {
            const int row = first_y + int(i), column = first_x + int(j);
            if (row >= sizes.extent_y || column >= sizes.extent_x)
                continue;
            const float finished = finish(y[i][j], float(0.0f), added, 1.0f, 0.0f);
            device half *pixel = Y + (row * sizes.pitch_y + column * sizes.pitch_x);
            *(pixel) = half(finished);
        }
    }
}
