// Unfused attention: S[r,c] = Q[r,d] * transpose(K[c,d]) for each head.
//
// part    32 x 64 per SIMD-group; SIMD-groups per threadgroup: 1
// mask    additive

#include <metal_stdlib>
#include <metal_simdgroup_matrix>
using namespace metal;

struct AttentionSizes {
    uint r, c, d;     // queries, keys, head dimension
    uint sharers;     // heads of Q that share one head of K and V
    uint window;      // keys that a query sees, if the mask is a window
    float scale;      // factor of the scores
    float scale_log2; // the same for exp2: scale * log2(e)
};

// True if no part crosses an edge of an operand: nothing has to be guarded.
constant bool whole [[function_constant(0)]];

constant constexpr uint SIMDGROUPS = 1;
constant constexpr uint REGISTER_R = 32;
constant constexpr uint PART = 64;
constant constexpr uint TILES_R = 4;
constant constexpr uint TILES = 8;
constant constexpr bool TRANSPOSED_Q = false;
constant constexpr bool TRANSPOSED_K = false;
constant constexpr bool TRANSPOSED_V = true;
constant constexpr bool TRANSPOSED_O = false;

// The range [x, y) of keys that a query can see by its position. Empty for rows beyond the last.
inline uint2 seen_keys(uint row, constant AttentionSizes &sizes) {
    return row < sizes.r ? uint2(0, sizes.c) : uint2(0);
}

// Reads the 8x8 tile at (row, column) of a block, of which `rows` and `columns` are in the matrix, with zeros
// beyond. In memory, rows are `stride` apart, or the columns if the matrix is transposed. All lanes of the
// SIMD-group take the same branches.
inline void load_tile(thread simdgroup_float8x8 &tile, device const float *block, uint stride,
                      threadgroup float *edge, uint row, uint column, uint rows, uint columns, bool whole,
                      bool transposed, ushort lane) {
    const uint down = transposed ? 1 : stride, across = transposed ? stride : 1;
    if (whole || (row + 8 <= rows && column + 8 <= columns)) {
        simdgroup_load(tile, block + row * down + column * across, stride, ulong2(0), transposed);
        return;
    }
    threadgroup float *copy = (threadgroup float *)edge;
    for (uint i = lane; i < 64; i += 32) {
        const uint r = row + i / 8, c = column + i % 8;
        copy[i] = r < rows && c < columns ? float(block[r * down + c * across]) : float(0);
    }
    simdgroup_barrier(mem_flags::mem_threadgroup);
    simdgroup_load(tile, copy, 8);
    simdgroup_barrier(mem_flags::mem_threadgroup);
}

// Writes the 8x8 tile at (row, column) of a block, except for what is beyond the edges of the matrix, and for
// rows before `first`, which another SIMD-group writes.
inline void store_tile(simdgroup_float8x8 tile, device float *block, uint stride, threadgroup float *edge,
                       uint first, uint row, uint column, uint rows, uint columns, bool whole,
                       bool transposed, ushort lane) {
    const uint down = transposed ? 1 : stride, across = transposed ? stride : 1;
    if (row >= first && (whole || (row + 8 <= rows && column + 8 <= columns))) {
        simdgroup_store(tile, block + row * down + column * across, stride, ulong2(0), transposed);
        return;
    }
    simdgroup_store(tile, edge, 8);
    simdgroup_barrier(mem_flags::mem_threadgroup);
    for (uint i = lane; i < 64; i += 32) {
        const uint r = row + i / 8, c = column + i % 8;
        if (r >= first && r < rows && c < columns)
            block[r * down + c * across] = float(edge[i]);
    }
    simdgroup_barrier(mem_flags::mem_threadgroup);
}

// for every 8 columns of the head dimension:
//     load a column of Q's tiles and a row of K's tiles; add the product of each pair to the sums
[[max_total_threads_per_threadgroup(32)]]
kernel void attention_scores(device const float *Q [[buffer(0)]],
                             device const float *K [[buffer(1)]],
                             device float *S [[buffer(2)]],
                             constant AttentionSizes &sizes [[buffer(3)]],
                             uint3 group [[threadgroup_position_in_grid]],
                             ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                             ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float edges[SIMDGROUPS * 64];
    threadgroup float *edge = edges + simdgroup_index * 64;

    const uint head = group.z;
    const uint row = (group.y * SIMDGROUPS + simdgroup_index) * REGISTER_R;
    if (row >= sizes.r)
        return;
    const uint2 first_seen = seen_keys(row, sizes);
    const uint2 last_seen = seen_keys(min(row + REGISTER_R, sizes.r) - 1, sizes);
    const uint key = group.x * PART;
    if (key >= last_seen.y || key + PART <= first_seen.x)
        return;
    Q += head * sizes.r * sizes.d;
    K += head / sizes.sharers * sizes.c * sizes.d;
    S += head * sizes.r * sizes.c;
    const uint stride_q = TRANSPOSED_Q ? sizes.r : sizes.d, stride_k = TRANSPOSED_K ? sizes.c : sizes.d;

    simdgroup_float8x8 sums[TILES_R][TILES];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < TILES; j++)
            sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
    for (uint d = 0; d < sizes.d; d += 8) {
        simdgroup_float8x8 q[TILES_R];
        #pragma clang loop unroll(full)
        for (uint i = 0; i < TILES_R; i++)
            load_tile(q[i], Q, stride_q, edge, row + i * 8, d, sizes.r, sizes.d, whole, TRANSPOSED_Q, lane);
        simdgroup_float8x8 k[TILES];
        #pragma clang loop unroll(full)
        for (uint j = 0; j < TILES; j++)
            load_tile(k[j], K, stride_k, edge, d, key + j * 8, sizes.d, sizes.c, whole, !TRANSPOSED_K, lane);
        #pragma clang loop unroll(full)
        for (uint i = 0; i < TILES_R; i++)
            #pragma clang loop unroll(full)
            for (uint j = 0; j < TILES; j++)
                simdgroup_multiply_accumulate(sums[i][j], q[i], k[j], sums[i][j]);
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < TILES; j++)
            store_tile(sums[i][j], S, sizes.c, edge, 0, row + i * 8, key + j * 8, sizes.r, sizes.c, whole,
                       false, lane);
}

// Unfused attention: P[r,c] = softmax(scale * S[r,c] + mask) in place, row by row, for each head.
//
// row     one per thread
// mask    additive

#include <metal_stdlib>
using namespace metal;

struct AttentionSizes {
    uint r, c, d;     // queries, keys, head dimension
    uint sharers;     // heads of Q that share one head of K and V
    uint window;      // keys that a query sees, if the mask is a window
    float scale;      // factor of the scores
    float scale_log2; // the same for exp2: scale * log2(e)
};

// The range [x, y) of keys that a query can see by its position. Empty for rows beyond the last.
inline uint2 seen_keys(uint row, constant AttentionSizes &sizes) {
    return row < sizes.r ? uint2(0, sizes.c) : uint2(0);
}

// The scaled and masked score, as an exponent of 2. Minus infinity for a key that is not seen.
inline float masked_score(float score, uint row, uint key, uint2 seen, device const float *M,
                          constant AttentionSizes &sizes) {
    if (key < seen.x || key >= seen.y)
        return -INFINITY;
    return sizes.scale_log2 * score + M_LOG2E_F * float(M[row * sizes.c + key]);
}

// find the largest score of the keys that are seen by position; sum exp2(score - largest)
// divide by the sum, and write zeros to the rest of the row
[[max_total_threads_per_threadgroup(128)]]
kernel void attention_softmax(device float *S [[buffer(0)]],
                              device const float *M [[buffer(1)]],
                              constant AttentionSizes &sizes [[buffer(2)]],
                              uint2 group [[threadgroup_position_in_grid]],
                              uint thread_index [[thread_index_in_threadgroup]]) {
    const uint query = group.x * 128 + thread_index, head = group.y;
    if (query >= sizes.r)
        return;
    const uint2 seen = seen_keys(query, sizes);
    device float *row = S + (head * sizes.r + query) * sizes.c;
    for (uint key = seen.x; key < seen.y; key++)
        row[key] = masked_score(row[key], query, key, seen, M, sizes);
    float4 largest4 = -INFINITY;
    uint next = seen.x;
    for (; next + 4 <= seen.y; next += 4)
        largest4 = max(largest4, float4(*(device const packed_float4 *)(row + next)));
    float largest = max(max(largest4.x, largest4.y), max(largest4.z, largest4.w));
    for (; next < seen.y; next++)
        largest = max(largest, row[next]);
    const float base = largest == -INFINITY ? 0.0f : largest; // 0 for a query that sees no key
    float sum = 0.0f;
    for (uint key = seen.x; key < seen.y; key++) {
        row[key] = fast::exp2(row[key] - base);
        sum += row[key];
    }
    const float factor = sum > 0.0f ? fast::divide(1.0f, sum) : 0.0f;
    for (uint key = seen.x; key < seen.y; key++)
        row[key] *= factor;
    for (uint key = 0; key < seen.x; key++)
        row[key] = 0.0f;
    for (uint key = seen.y; key < sizes.c; key++)
        row[key] = 0.0f;
}

// Unfused attention: O[r,d] = P[r,c] * V[c,d] for each head.
//
// part    32 x 64 per SIMD-group; SIMD-groups per threadgroup: 1
// mask    additive

#include <metal_stdlib>
#include <metal_simdgroup_matrix>
using namespace metal;

struct AttentionSizes {
    uint r, c, d;     // queries, keys, head dimension
    uint sharers;     // heads of Q that share one head of K and V
    uint window;      // keys that a query sees, if the mask is a window
    float scale;      // factor of the scores
    float scale_log2; // the same for exp2: scale * log2(e)
};

// True if no part crosses an edge of an operand: nothing has to be guarded.
constant bool whole [[function_constant(0)]];

constant constexpr uint SIMDGROUPS = 1;
constant constexpr uint REGISTER_R = 32;
constant constexpr uint PART = 64;
constant constexpr uint TILES_R = 4;
constant constexpr uint TILES = 8;
constant constexpr bool TRANSPOSED_Q = false;
constant constexpr bool TRANSPOSED_K = false;
constant constexpr bool TRANSPOSED_V = true;
constant constexpr bool TRANSPOSED_O = false;

// The range [x, y) of keys that a query can see by its position. Empty for rows beyond the last.
inline uint2 seen_keys(uint row, constant AttentionSizes &sizes) {
    return row < sizes.r ? uint2(0, sizes.c) : uint2(0);
}

// Reads the 8x8 tile at (row, column) of a block, of which `rows` and `columns` are in the matrix, with zeros
// beyond. In memory, rows are `stride` apart, or the columns if the matrix is transposed. All lanes of the
// SIMD-group take the same branches.
inline void load_tile(thread simdgroup_float8x8 &tile, device const float *block, uint stride,
                      threadgroup float *edge, uint row, uint column, uint rows, uint columns, bool whole,
                      bool transposed, ushort lane) {
    const uint down = transposed ? 1 : stride, across = transposed ? stride : 1;
    if (whole || (row + 8 <= rows && column + 8 <= columns)) {
        simdgroup_load(tile, block + row * down + column * across, stride, ulong2(0), transposed);
        return;
    }
    threadgroup float *copy = (threadgroup float *)edge;
    for (uint i = lane; i < 64; i += 32) {
        const uint r = row + i / 8, c = column + i % 8;
        copy[i] = r < rows && c < columns ? float(block[r * down + c * across]) : float(0);
    }
    simdgroup_barrier(mem_flags::mem_threadgroup);
    simdgroup_load(tile, copy, 8);
    simdgroup_barrier(mem_flags::mem_threadgroup);
}

// Writes the 8x8 tile at (row, column) of a block, except for what is beyond the edges of the matrix, and for
// rows before `first`, which another SIMD-group writes.
inline void store_tile(simdgroup_float8x8 tile, device float *block, uint stride, threadgroup float *edge,
                       uint first, uint row, uint column, uint rows, uint columns, bool whole,
                       bool transposed, ushort lane) {
    const uint down = transposed ? 1 : stride, across = transposed ? stride : 1;
    if (row >= first && (whole || (row + 8 <= rows && column + 8 <= columns))) {
        simdgroup_store(tile, block + row * down + column * across, stride, ulong2(0), transposed);
        return;
    }
    simdgroup_store(tile, edge, 8);
    simdgroup_barrier(mem_flags::mem_threadgroup);
    for (uint i = lane; i < 64; i += 32) {
        const uint r = row + i / 8, c = column + i % 8;
        if (r >= first && r < rows && c < columns)
            block[r * down + c * across] = float(edge[i]);
    }
    simdgroup_barrier(mem_flags::mem_threadgroup);
}

// for every 8 keys, of those that a query of this part can see:
//     load a column of P's tiles and a row of V's tiles; add the product of each pair to the sums
[[max_total_threads_per_threadgroup(32)]]
kernel void attention_output(device const float *S [[buffer(0)]],
                             device const float *V [[buffer(1)]],
                             device float *O [[buffer(2)]],
                             constant AttentionSizes &sizes [[buffer(3)]],
                             uint3 group [[threadgroup_position_in_grid]],
                             ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                             ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float edges[SIMDGROUPS * 64];
    threadgroup float *edge = edges + simdgroup_index * 64;

    const uint head = group.z;
    const uint row = (group.y * SIMDGROUPS + simdgroup_index) * REGISTER_R;
    if (row >= sizes.r)
        return;
    const uint2 first_seen = seen_keys(row, sizes);
    const uint2 last_seen = seen_keys(min(row + REGISTER_R, sizes.r) - 1, sizes);
    const uint column = group.x * PART;
    S += head * sizes.r * sizes.c;
    V += head / sizes.sharers * sizes.c * sizes.d;
    O += head * sizes.r * sizes.d;
    const uint stride_v = TRANSPOSED_V ? sizes.c : sizes.d, stride_o = TRANSPOSED_O ? sizes.r : sizes.d;

    simdgroup_float8x8 sums[TILES_R][TILES];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < TILES; j++)
            sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
    for (uint key = first_seen.x / 8 * 8; key < last_seen.y; key += 8) {
        simdgroup_float8x8 p[TILES_R];
        #pragma clang loop unroll(full)
        for (uint i = 0; i < TILES_R; i++)
            load_tile(p[i], S, sizes.c, edge, row + i * 8, key, sizes.r, sizes.c, whole, false, lane);
        simdgroup_float8x8 v[TILES];
        #pragma clang loop unroll(full)
        for (uint j = 0; j < TILES; j++)
            load_tile(v[j], V, stride_v, edge, key, column + j * 8, sizes.c, sizes.d, whole, TRANSPOSED_V,
                      lane);
        #pragma clang loop unroll(full)
        for (uint i = 0; i < TILES_R; i++)
            #pragma clang loop unroll(full)
            for (uint j = 0; j < TILES; j++)
                simdgroup_multiply_accumulate(sums[i][j], p[i], v[j], sums[i][j]);
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < TILES; j++)
            store_tile(sums[i][j], O, stride_o, edge, 0, row + i * 8, column + j * 8, sizes.r, sizes.d,
                       whole, TRANSPOSED_O, lane);
}
