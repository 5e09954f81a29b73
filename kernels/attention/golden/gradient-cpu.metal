// D, the row sums of dO o O, for the gradients of attention. One thread per row.
// Works for all sizes. Offsets are uint: a matrix has at most 2^28 elements.

#include <metal_stdlib>
using namespace metal;

struct RowSizes {
    uint rows; // of all heads
    uint r, d; // of one head
};

constant constexpr bool TRANSPOSED_O = false;

[[max_total_threads_per_threadgroup(128)]]
kernel void attention_row_sums(device const float *dO [[buffer(0)]],
                               device const float *O [[buffer(1)]],
                               device float *D [[buffer(2)]],
                               constant RowSizes &sizes [[buffer(3)]],
                               uint row [[thread_position_in_grid]]) {
    if (row >= sizes.rows)
        return;
    // The row's first element, and the distance from one element to the next.
    const uint first = TRANSPOSED_O ? row / sizes.r * sizes.r * sizes.d + row % sizes.r : row * sizes.d;
    const uint stride = TRANSPOSED_O ? sizes.r : 1;
    float sum = 0;
    for (uint i = 0; i < sizes.d; i++)
        sum += float(dO[first + i * stride]) * float(O[first + i * stride]);
    D[row] = sum;
}

// Gradient of attention with respect to Q, FlashAttention 2: dQ = dS*K with dS = P o (dP - D) * scale, where
// P = exp(scale*Q*K^T + mask - L), dP = dO*V^T, and D is the row sums of dO o O.
//
// block                32 queries per SIMD-group, 64 keys at a time; SIMD-groups per threadgroup: 1
// head dimension       64 columns of the gradients per threadgroup
// mask                 none
// threadgroup memory   20480 bytes
//
// Works for all sizes. Offsets are uint: a matrix has at most 2^28 elements.

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

typedef float Element;
typedef simdgroup_float8x8 ElementTile;

// True if r, c and d are at least as large as a block. A block that would cross an edge is then moved inward,
// and skips what it shares with the block before.
constant bool whole [[function_constant(0)]];

// True if HEAD divides d: no tile crosses the edge of the head dimension.
constant bool even [[function_constant(1)]];

constant constexpr uint SIMDGROUPS = 1;
constant constexpr uint ROWS = 32;
constant constexpr uint STEP = 64;
constant constexpr uint HEAD = 64;
constant constexpr uint QUERIES = 32;
constant constexpr uint KEYS = 64;
constant constexpr uint PITCH = 72;
constant constexpr uint BLOCK = 2304;
constant constexpr uint EDGE = 512;
constant constexpr uint LANES_A_ROW = 1;
constant constexpr uint RUN = 64;
constant constexpr bool TRANSPOSED_Q = false;
constant constexpr bool TRANSPOSED_K = false;
constant constexpr bool TRANSPOSED_V = false;
constant constexpr bool TRANSPOSED_O = false;

// Less than any L but that of a query that sees no key: -infinity, which fast math may not compare right.
constant constexpr float LEAST = -1e38f;

// The range [x, y) of keys that a query can see by its position. Empty for rows beyond the last.
inline uint2 seen_keys(uint row, constant AttentionSizes &sizes) {
    return row < sizes.r ? uint2(0, sizes.c) : uint2(0);
}

// Reads the 8x8 tile at (row, column) of a matrix, transposed if TURN. Memory holds the matrix or its
// transpose. The whole tile is inside the matrix.
template <bool STORED_TRANSPOSED, bool TURN>
inline void load_tile(thread ElementTile &tile, device const Element *matrix, uint row, uint column,
                      uint rows, uint columns) {
    if (STORED_TRANSPOSED)
        simdgroup_load(tile, matrix + column * rows + row, rows, ulong2(0, 0), !TURN);
    else
        simdgroup_load(tile, matrix + row * columns + column, columns, ulong2(0, 0), TURN);
}

// Copies COUNT rows of 8 columns to threadgroup memory, with zeros for columns before `from` and beyond the
// matrix's edges.
template <uint COUNT, bool STORED_TRANSPOSED>
inline void copy_strip(threadgroup Element *strip, device const Element *matrix, uint row, uint column,
                       uint from, uint rows, uint columns, ushort lane) {
    for (uint i = lane; i < COUNT; i += 32) {
        #pragma clang loop unroll(full)
        for (uint j = 0; j < 8; j++) {
            const uint r = row + i, c = column + j;
            const uint at = STORED_TRANSPOSED ? c * rows + r : r * columns + c;
            const bool there = r < rows && c >= from && c < columns;
            strip[i * 8 + j] = there ? matrix[at] : Element(0);
        }
    }
}

// product = A*B^T for QUERIES rows of A and KEYS rows of B, over the whole head dimension.
//
// for every 8 columns of the head dimension:
//     load a column of A's tiles and a row of B^T's tiles; add the product of each pair to the sums
//
// If a matrix is smaller than a block, tiles are read through strips in threadgroup memory.
template <bool A_TRANSPOSED, bool B_TRANSPOSED>
inline void multiply(threadgroup float *product, device const Element *A, uint query, uint queries,
                     device const Element *B, uint key, uint keys, uint head,
                     const threadgroup Element *tail, threadgroup Element *strips, ushort lane) {
    simdgroup_float8x8 sums[QUERIES / 8][KEYS / 8];
    ElementTile a[QUERIES / 8], b[KEYS / 8];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < QUERIES / 8; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < KEYS / 8; j++)
            sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
    uint k = 0;
    for (; whole && k + 8 <= head; k += 8) {
        #pragma clang loop unroll(full)
        for (uint i = 0; i < QUERIES / 8; i++)
            load_tile<A_TRANSPOSED, false>(a[i], A, query + i * 8, k, queries, head);
        #pragma clang loop unroll(full)
        for (uint j = 0; j < KEYS / 8; j++)
            load_tile<B_TRANSPOSED, true>(b[j], B, key + j * 8, k, keys, head);
        #pragma clang loop unroll(full)
        for (uint i = 0; i < QUERIES / 8; i++)
            #pragma clang loop unroll(full)
            for (uint j = 0; j < KEYS / 8; j++)
                simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);
    }
    if (whole && !even && k < head) {
        #pragma clang loop unroll(full)
        for (uint i = 0; i < QUERIES / 8; i++)
            simdgroup_load(a[i], tail + i * 64, 8);
        #pragma clang loop unroll(full)
        for (uint j = 0; j < KEYS / 8; j++)
            load_tile<B_TRANSPOSED, true>(b[j], B, key + j * 8, head - 8, keys, head);
        #pragma clang loop unroll(full)
        for (uint i = 0; i < QUERIES / 8; i++)
            #pragma clang loop unroll(full)
            for (uint j = 0; j < KEYS / 8; j++)
                simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);
    }
    for (; !whole && k < head; k += 8) {
        copy_strip<QUERIES, A_TRANSPOSED>(strips, A, query, k, k, queries, head, lane);
        copy_strip<KEYS, B_TRANSPOSED>(strips + QUERIES * 8, B, key, k, k, keys, head, lane);
        simdgroup_barrier(mem_flags::mem_threadgroup);
        #pragma clang loop unroll(full)
        for (uint i = 0; i < QUERIES / 8; i++)
            simdgroup_load(a[i], strips + i * 64, 8);
        #pragma clang loop unroll(full)
        for (uint j = 0; j < KEYS / 8; j++)
            simdgroup_load(b[j], strips + QUERIES * 8 + j * 64, 8, ulong2(0, 0), true);
        #pragma clang loop unroll(full)
        for (uint i = 0; i < QUERIES / 8; i++)
            #pragma clang loop unroll(full)
            for (uint j = 0; j < KEYS / 8; j++)
                simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);
        simdgroup_barrier(mem_flags::mem_threadgroup);
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < QUERIES / 8; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < KEYS / 8; j++)
            simdgroup_store(sums[i][j], product + i * 8 * PITCH + j * 8, PITCH);
}

// Reads the tile at (row, k) of a block.
inline void load_weights(thread simdgroup_float8x8 &tile, const threadgroup float *weights, uint row,
                         uint k) {
    simdgroup_load(tile, weights + row * PITCH + k, PITCH);
}

// The first column of tile j of a part of the columns. The last tile may overlap the one before.
inline uint tile_column(uint part, uint j, uint head) {
    return even ? part + j * 8 : min(part + j * 8, head - 8);
}

// sums += W*B for HEAD columns of B. W is a block of weights or its transpose; its columns correspond to STEP
// rows of B. If a matrix is smaller than a block, tiles are read through strips in threadgroup memory.
template <bool B_TRANSPOSED>
inline void accumulate(thread simdgroup_float8x8 (&sums)[ROWS / 8][HEAD / 8],
                       const threadgroup float *weights, device const Element *B, uint row, uint rows,
                       uint part, uint head, threadgroup Element *strip, ushort lane) {
    simdgroup_float8x8 w[ROWS / 8];
    ElementTile b[HEAD / 8];
    if (whole) {
        for (uint k = 0; k < STEP; k += 8) {
            #pragma clang loop unroll(full)
            for (uint i = 0; i < ROWS / 8; i++)
                load_weights(w[i], weights, i * 8, k);
            #pragma clang loop unroll(full)
            for (uint j = 0; j < HEAD / 8; j++)
                load_tile<B_TRANSPOSED, false>(b[j], B, row + k, tile_column(part, j, head), rows, head);
            #pragma clang loop unroll(full)
            for (uint i = 0; i < ROWS / 8; i++)
                #pragma clang loop unroll(full)
                for (uint j = 0; j < HEAD / 8; j++)
                    simdgroup_multiply_accumulate(sums[i][j], w[i], b[j], sums[i][j]);
        }
        return;
    }
    #pragma clang loop unroll(full)
    for (uint j = 0; j < HEAD / 8; j++) {
        copy_strip<STEP, B_TRANSPOSED>(strip, B, row, part + j * 8, 0, rows, head, lane);
        simdgroup_barrier(mem_flags::mem_threadgroup);
        for (uint k = 0; k < STEP; k += 8) {
            simdgroup_load(b[j], strip + k * 8, 8);
            #pragma clang loop unroll(full)
            for (uint i = 0; i < ROWS / 8; i++) {
                load_weights(w[i], weights, i * 8, k);
                simdgroup_multiply_accumulate(sums[i][j], w[i], b[j], sums[i][j]);
            }
        }
        simdgroup_barrier(mem_flags::mem_threadgroup);
    }
}

// Writes tile j of a part of the columns to the rows of a matrix from `row` on, except for what is outside of
// the matrix, rows before `first`, which another SIMD-group writes, and columns of the tile before. The tile
// belongs to all lanes of the SIMD-group, so all of them take the same branches.
template <bool STORED_TRANSPOSED>
inline void store_tile(simdgroup_float8x8 tile, device Element *matrix, threadgroup float *edge, uint row,
                       uint first, uint part, uint j, uint rows, uint columns, ushort lane) {
    const uint column = whole ? tile_column(part, j, columns) : part + j * 8;
    if (row >= first && row + 8 <= rows && column == part + j * 8 && column + 8 <= columns) {
        if (STORED_TRANSPOSED)
            simdgroup_store(tile, matrix + column * rows + row, rows, ulong2(0, 0), true);
        else
            simdgroup_store(tile, matrix + row * columns + column, columns);
        return;
    }
    simdgroup_store(tile, edge, 8);
    simdgroup_barrier(mem_flags::mem_threadgroup);
    for (uint i = lane; i < 64; i += 32) {
        const uint r = row + i / 8, c = column + i % 8;
        if (r >= first && r < rows && c >= part + j * 8 && c < columns)
            matrix[STORED_TRANSPOSED ? c * rows + r : r * columns + c] = Element(edge[i]);
    }
    simdgroup_barrier(mem_flags::mem_threadgroup);
}

// for every STEP keys that a query of this SIMD-group sees:
//     scores = Q*K^T, slopes = dP = dO*V^T
//     slopes = dS: each lane computes a row or a part of one
//     sums += dS*K
// write the sums to dQ
//
// SIMD-groups do not wait for each other. Those of a threadgroup read the same keys at about the same time:
// the caches serve all but the first.
[[max_total_threads_per_threadgroup(32)]]
kernel void attention_dq(device const float *Q [[buffer(0)]],
                         device const float *K [[buffer(1)]],
                         device const float *V [[buffer(2)]],
                         device const float *dO [[buffer(3)]],
                         device const float *L [[buffer(4)]],
                         device const float *D [[buffer(5)]],
                         device float *dQ [[buffer(6)]],
                         constant AttentionSizes &sizes [[buffer(7)]],
                         uint3 group [[threadgroup_position_in_grid]],
                         ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                         ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float all_blocks[SIMDGROUPS * 2 * BLOCK];
    threadgroup Element all_edges[SIMDGROUPS * EDGE];
    threadgroup float *scores = all_blocks + simdgroup_index * 2 * BLOCK;
    threadgroup float *slopes = scores + BLOCK;
    threadgroup Element *edge = all_edges + simdgroup_index * EDGE;
    // They share memory with the slopes: products are written after their strips have been read.
    threadgroup Element *strips = (threadgroup Element *)slopes;

    // This SIMD-group's queries, and its head of each operand.
    const uint own_query = (group.x * SIMDGROUPS + simdgroup_index) * ROWS;
    if (own_query >= sizes.r)
        return;
    const uint first_query = whole ? min(own_query, sizes.r - QUERIES) : own_query;
    const uint queries = min(QUERIES, sizes.r - first_query);
    const uint part = group.y * HEAD;
    const uint head = group.z;
    Q += head * sizes.r * sizes.d;
    K += head / sizes.sharers * sizes.c * sizes.d;
    V += head / sizes.sharers * sizes.c * sizes.d;
    dO += head * sizes.r * sizes.d;
    dQ += head * sizes.r * sizes.d;
    L += head * sizes.r;
    D += head * sizes.r;
    if (whole && !even && sizes.d % 8 != 0) {
        // With zeros for the columns that have been taken by then.
        const uint taken = sizes.d / 8 * 8;
        copy_strip<ROWS, TRANSPOSED_Q>(edge, Q, first_query, sizes.d - 8, taken, sizes.r, sizes.d, lane);
        copy_strip<ROWS, TRANSPOSED_O>(edge + ROWS * 8, dO, first_query, sizes.d - 8, taken, sizes.r,
                                       sizes.d, lane);
        simdgroup_barrier(mem_flags::mem_threadgroup);
    }

    simdgroup_float8x8 sums[ROWS / 8][HEAD / 8];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < ROWS / 8; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < HEAD / 8; j++)
            sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);

    const uint begin = seen_keys(own_query, sizes).x / STEP * STEP;
    const uint end = seen_keys(first_query + queries - 1, sizes).y;
    for (uint next_key = begin; next_key < end; next_key += STEP) {
        const uint first_key = whole ? min(next_key, sizes.c - KEYS) : next_key;
        multiply<TRANSPOSED_Q, TRANSPOSED_K>(scores, Q, first_query, sizes.r, K, first_key, sizes.c, sizes.d,
                                             edge, strips, lane);
        multiply<TRANSPOSED_O, TRANSPOSED_V>(slopes, dO, first_query, sizes.r, V, first_key, sizes.c,
                                             sizes.d, edge + ROWS * 8, strips, lane);
        simdgroup_barrier(mem_flags::mem_threadgroup);

        for (uint row = lane / LANES_A_ROW; row < queries; row += 32 / LANES_A_ROW) {
            const uint query = first_query + row;
            const uint key = first_key + lane % LANES_A_ROW * RUN;
            const float l = L[query], d = D[query];
            threadgroup float *score = scores + row * PITCH + key - first_key;
            threadgroup float *slope = slopes + row * PITCH + key - first_key;
            // The part of this lane's keys that the query sees.
            const int2 seen = clamp(int2(max(seen_keys(query, sizes), uint2(next_key))) - int(key), int2(0),
                                    int2(RUN));
            const int end = l > LEAST ? seen.y : seen.x;
            for (int i = 0; i < seen.x; i++)
                slope[i] = 0;
            for (int i = seen.x; i < end; i++) {
                const float weight = fast::exp(score[i] * sizes.scale - l);
                slope[i] = weight * (slope[i] - d) * sizes.scale;
            }
            for (int i = end; i < int(RUN); i++)
                slope[i] = 0;
        }
        simdgroup_barrier(mem_flags::mem_threadgroup);

        // The scores are no longer needed.
        threadgroup Element *strip = (threadgroup Element *)scores;
        accumulate<TRANSPOSED_K>(sums, slopes, K, first_key, sizes.c, part, sizes.d, strip, lane);
        simdgroup_barrier(mem_flags::mem_threadgroup);
    }

    #pragma clang loop unroll(full)
    for (uint i = 0; i < ROWS / 8; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < HEAD / 8; j++)
            store_tile<TRANSPOSED_Q>(sums[i][j], dQ, scores, first_query + i * 8, own_query, part, j,
                                     sizes.r, sizes.d, lane);
}

// Gradients of attention with respect to K and V, FlashAttention 2: dV = P^T*dO and dK = dS^T*Q with
// dS = P o (dP - D) * scale, where P = exp(scale*Q*K^T + mask - L), dP = dO*V^T, and D is the row sums of
// dO o O. A head of K and V sums up the gradients of all query heads that share it.
//
// block                64 keys per SIMD-group, 32 queries at a time; SIMD-groups per threadgroup: 1
// head dimension       64 columns of the gradients per threadgroup
// mask                 none
// threadgroup memory   22528 bytes
//
// Works for all sizes. Offsets are uint: a matrix has at most 2^28 elements.

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

typedef float Element;
typedef simdgroup_float8x8 ElementTile;

// True if r, c and d are at least as large as a block. A block that would cross an edge is then moved inward,
// and skips what it shares with the block before.
constant bool whole [[function_constant(0)]];

// True if HEAD divides d: no tile crosses the edge of the head dimension.
constant bool even [[function_constant(1)]];

constant constexpr uint SIMDGROUPS = 1;
constant constexpr uint ROWS = 64;
constant constexpr uint STEP = 32;
constant constexpr uint HEAD = 64;
constant constexpr uint QUERIES = 32;
constant constexpr uint KEYS = 64;
constant constexpr uint PITCH = 72;
constant constexpr uint BLOCK = 2304;
constant constexpr uint EDGE = 1024;
constant constexpr uint LANES_A_ROW = 1;
constant constexpr uint RUN = 64;
constant constexpr bool TRANSPOSED_Q = false;
constant constexpr bool TRANSPOSED_K = false;
constant constexpr bool TRANSPOSED_V = false;
constant constexpr bool TRANSPOSED_O = false;

// Less than any L but that of a query that sees no key: -infinity, which fast math may not compare right.
constant constexpr float LEAST = -1e38f;

// The range [x, y) of keys that a query can see by its position. Empty for rows beyond the last.
inline uint2 seen_keys(uint row, constant AttentionSizes &sizes) {
    return row < sizes.r ? uint2(0, sizes.c) : uint2(0);
}

// The range [x, y) of queries that can see a key by its position.
inline uint2 seeing_queries(uint key, constant AttentionSizes &sizes) {
    return uint2(0, sizes.r);
}

// Reads the 8x8 tile at (row, column) of a matrix, transposed if TURN. Memory holds the matrix or its
// transpose. The whole tile is inside the matrix.
template <bool STORED_TRANSPOSED, bool TURN>
inline void load_tile(thread ElementTile &tile, device const Element *matrix, uint row, uint column,
                      uint rows, uint columns) {
    if (STORED_TRANSPOSED)
        simdgroup_load(tile, matrix + column * rows + row, rows, ulong2(0, 0), !TURN);
    else
        simdgroup_load(tile, matrix + row * columns + column, columns, ulong2(0, 0), TURN);
}

// Copies COUNT rows of 8 columns to threadgroup memory, with zeros for columns before `from` and beyond the
// matrix's edges.
template <uint COUNT, bool STORED_TRANSPOSED>
inline void copy_strip(threadgroup Element *strip, device const Element *matrix, uint row, uint column,
                       uint from, uint rows, uint columns, ushort lane) {
    for (uint i = lane; i < COUNT; i += 32) {
        #pragma clang loop unroll(full)
        for (uint j = 0; j < 8; j++) {
            const uint r = row + i, c = column + j;
            const uint at = STORED_TRANSPOSED ? c * rows + r : r * columns + c;
            const bool there = r < rows && c >= from && c < columns;
            strip[i * 8 + j] = there ? matrix[at] : Element(0);
        }
    }
}

// product = A*B^T for QUERIES rows of A and KEYS rows of B, over the whole head dimension.
//
// for every 8 columns of the head dimension:
//     load a column of A's tiles and a row of B^T's tiles; add the product of each pair to the sums
//
// If a matrix is smaller than a block, tiles are read through strips in threadgroup memory.
template <bool A_TRANSPOSED, bool B_TRANSPOSED>
inline void multiply(threadgroup float *product, device const Element *A, uint query, uint queries,
                     device const Element *B, uint key, uint keys, uint head,
                     const threadgroup Element *tail, threadgroup Element *strips, ushort lane) {
    simdgroup_float8x8 sums[QUERIES / 8][KEYS / 8];
    ElementTile a[QUERIES / 8], b[KEYS / 8];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < QUERIES / 8; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < KEYS / 8; j++)
            sums[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
    uint k = 0;
    for (; whole && k + 8 <= head; k += 8) {
        #pragma clang loop unroll(full)
        for (uint i = 0; i < QUERIES / 8; i++)
            load_tile<A_TRANSPOSED, false>(a[i], A, query + i * 8, k, queries, head);
        #pragma clang loop unroll(full)
        for (uint j = 0; j < KEYS / 8; j++)
            load_tile<B_TRANSPOSED, true>(b[j], B, key + j * 8, k, keys, head);
        #pragma clang loop unroll(full)
        for (uint i = 0; i < QUERIES / 8; i++)
            #pragma clang loop unroll(full)
            for (uint j = 0; j < KEYS / 8; j++)
                simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);
    }
    if (whole && !even && k < head) {
        #pragma clang loop unroll(full)
        for (uint i = 0; i < QUERIES / 8; i++)
            load_tile<A_TRANSPOSED, false>(a[i], A, query + i * 8, head - 8, queries, head);
        #pragma clang loop unroll(full)
        for (uint j = 0; j < KEYS / 8; j++)
            simdgroup_load(b[j], tail + j * 64, 8, ulong2(0, 0), true);
        #pragma clang loop unroll(full)
        for (uint i = 0; i < QUERIES / 8; i++)
            #pragma clang loop unroll(full)
            for (uint j = 0; j < KEYS / 8; j++)
                simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);
    }
    for (; !whole && k < head; k += 8) {
        copy_strip<QUERIES, A_TRANSPOSED>(strips, A, query, k, k, queries, head, lane);
        copy_strip<KEYS, B_TRANSPOSED>(strips + QUERIES * 8, B, key, k, k, keys, head, lane);
        simdgroup_barrier(mem_flags::mem_threadgroup);
        #pragma clang loop unroll(full)
        for (uint i = 0; i < QUERIES / 8; i++)
            simdgroup_load(a[i], strips + i * 64, 8);
        #pragma clang loop unroll(full)
        for (uint j = 0; j < KEYS / 8; j++)
            simdgroup_load(b[j], strips + QUERIES * 8 + j * 64, 8, ulong2(0, 0), true);
        #pragma clang loop unroll(full)
        for (uint i = 0; i < QUERIES / 8; i++)
            #pragma clang loop unroll(full)
            for (uint j = 0; j < KEYS / 8; j++)
                simdgroup_multiply_accumulate(sums[i][j], a[i], b[j], sums[i][j]);
        simdgroup_barrier(mem_flags::mem_threadgroup);
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < QUERIES / 8; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < KEYS / 8; j++)
            simdgroup_store(sums[i][j], product + i * 8 * PITCH + j * 8, PITCH);
}

// Reads the tile at (row, k) of a block's transpose.
inline void load_weights(thread simdgroup_float8x8 &tile, const threadgroup float *weights, uint row,
                         uint k) {
    simdgroup_load(tile, weights + k * PITCH + row, PITCH, ulong2(0, 0), true);
}

// The first column of tile j of a part of the columns. The last tile may overlap the one before.
inline uint tile_column(uint part, uint j, uint head) {
    return even ? part + j * 8 : min(part + j * 8, head - 8);
}

// sums += W*B for HEAD columns of B. W is a block of weights or its transpose; its columns correspond to STEP
// rows of B. If a matrix is smaller than a block, tiles are read through strips in threadgroup memory.
template <bool B_TRANSPOSED>
inline void accumulate(thread simdgroup_float8x8 (&sums)[ROWS / 8][HEAD / 8],
                       const threadgroup float *weights, device const Element *B, uint row, uint rows,
                       uint part, uint head, threadgroup Element *strip, ushort lane) {
    simdgroup_float8x8 w[ROWS / 8];
    ElementTile b[HEAD / 8];
    if (whole) {
        for (uint k = 0; k < STEP; k += 8) {
            #pragma clang loop unroll(full)
            for (uint i = 0; i < ROWS / 8; i++)
                load_weights(w[i], weights, i * 8, k);
            #pragma clang loop unroll(full)
            for (uint j = 0; j < HEAD / 8; j++)
                load_tile<B_TRANSPOSED, false>(b[j], B, row + k, tile_column(part, j, head), rows, head);
            #pragma clang loop unroll(full)
            for (uint i = 0; i < ROWS / 8; i++)
                #pragma clang loop unroll(full)
                for (uint j = 0; j < HEAD / 8; j++)
                    simdgroup_multiply_accumulate(sums[i][j], w[i], b[j], sums[i][j]);
        }
        return;
    }
    #pragma clang loop unroll(full)
    for (uint j = 0; j < HEAD / 8; j++) {
        copy_strip<STEP, B_TRANSPOSED>(strip, B, row, part + j * 8, 0, rows, head, lane);
        simdgroup_barrier(mem_flags::mem_threadgroup);
        for (uint k = 0; k < STEP; k += 8) {
            simdgroup_load(b[j], strip + k * 8, 8);
            #pragma clang loop unroll(full)
            for (uint i = 0; i < ROWS / 8; i++) {
                load_weights(w[i], weights, i * 8, k);
                simdgroup_multiply_accumulate(sums[i][j], w[i], b[j], sums[i][j]);
            }
        }
        simdgroup_barrier(mem_flags::mem_threadgroup);
    }
}

// Writes tile j of a part of the columns to the rows of a matrix from `row` on, except for what is outside of
// the matrix, rows before `first`, which another SIMD-group writes, and columns of the tile before. The tile
// belongs to all lanes of the SIMD-group, so all of them take the same branches.
template <bool STORED_TRANSPOSED>
inline void store_tile(simdgroup_float8x8 tile, device Element *matrix, threadgroup float *edge, uint row,
                       uint first, uint part, uint j, uint rows, uint columns, ushort lane) {
    const uint column = whole ? tile_column(part, j, columns) : part + j * 8;
    if (row >= first && row + 8 <= rows && column == part + j * 8 && column + 8 <= columns) {
        if (STORED_TRANSPOSED)
            simdgroup_store(tile, matrix + column * rows + row, rows, ulong2(0, 0), true);
        else
            simdgroup_store(tile, matrix + row * columns + column, columns);
        return;
    }
    simdgroup_store(tile, edge, 8);
    simdgroup_barrier(mem_flags::mem_threadgroup);
    for (uint i = lane; i < 64; i += 32) {
        const uint r = row + i / 8, c = column + i % 8;
        if (r >= first && r < rows && c >= part + j * 8 && c < columns)
            matrix[STORED_TRANSPOSED ? c * rows + r : r * columns + c] = Element(edge[i]);
    }
    simdgroup_barrier(mem_flags::mem_threadgroup);
}

// for each query head that shares the keys:
//     for every STEP queries that see a key of this SIMD-group:
//         scores = Q*K^T, slopes = dP = dO*V^T
//         scores = P, slopes = dS: each lane computes a row or a part of one
//         sums_v += P^T*dO, sums_k += dS^T*Q
// write the sums to dV and dK
//
// SIMD-groups do not wait for each other, and no two write the same element.
[[max_total_threads_per_threadgroup(32)]]
kernel void attention_dkv(device const float *Q [[buffer(0)]],
                          device const float *K [[buffer(1)]],
                          device const float *V [[buffer(2)]],
                          device const float *dO [[buffer(3)]],
                          device const float *L [[buffer(4)]],
                          device const float *D [[buffer(5)]],
                          device float *dK [[buffer(6)]],
                          device float *dV [[buffer(7)]],
                          constant AttentionSizes &sizes [[buffer(8)]],
                          uint3 group [[threadgroup_position_in_grid]],
                          ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                          ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float all_blocks[SIMDGROUPS * 2 * BLOCK];
    threadgroup Element all_edges[SIMDGROUPS * EDGE];
    threadgroup float *scores = all_blocks + simdgroup_index * 2 * BLOCK;
    threadgroup float *slopes = scores + BLOCK;
    threadgroup Element *edge = all_edges + simdgroup_index * EDGE;
    // They share memory with the slopes: products are written after their strips have been read.
    threadgroup Element *strips = (threadgroup Element *)slopes;

    // This SIMD-group's keys, and their head of each operand.
    const uint own_key = (group.x * SIMDGROUPS + simdgroup_index) * ROWS;
    if (own_key >= sizes.c)
        return;
    const uint first_key = whole ? min(own_key, sizes.c - KEYS) : own_key;
    const uint keys = min(KEYS, sizes.c - first_key);
    const uint part = group.y * HEAD;
    K += group.z * sizes.c * sizes.d;
    V += group.z * sizes.c * sizes.d;
    dK += group.z * sizes.c * sizes.d;
    dV += group.z * sizes.c * sizes.d;
    Q += group.z * sizes.sharers * sizes.r * sizes.d;
    dO += group.z * sizes.sharers * sizes.r * sizes.d;
    L += group.z * sizes.sharers * sizes.r;
    D += group.z * sizes.sharers * sizes.r;
    if (whole && !even && sizes.d % 8 != 0) {
        // With zeros for the columns that have been taken by then.
        const uint taken = sizes.d / 8 * 8;
        copy_strip<ROWS, TRANSPOSED_K>(edge, K, first_key, sizes.d - 8, taken, sizes.c, sizes.d, lane);
        copy_strip<ROWS, TRANSPOSED_V>(edge + ROWS * 8, V, first_key, sizes.d - 8, taken, sizes.c, sizes.d,
                                       lane);
        simdgroup_barrier(mem_flags::mem_threadgroup);
    }

    simdgroup_float8x8 sums_k[ROWS / 8][HEAD / 8], sums_v[ROWS / 8][HEAD / 8];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < ROWS / 8; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < HEAD / 8; j++)
            sums_k[i][j] = sums_v[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);

    const uint begin = seeing_queries(own_key, sizes).x / STEP * STEP;
    const uint end = seeing_queries(first_key + keys - 1, sizes).y;
    for (uint head = 0; head < sizes.sharers; head++) {
        for (uint next_query = begin; next_query < end; next_query += STEP) {
            const uint first_query = whole ? min(next_query, sizes.r - QUERIES) : next_query;
            const uint queries = min(QUERIES, sizes.r - first_query);
            multiply<TRANSPOSED_Q, TRANSPOSED_K>(scores, Q, first_query, sizes.r, K, first_key, sizes.c,
                                                 sizes.d, edge, strips, lane);
            multiply<TRANSPOSED_O, TRANSPOSED_V>(slopes, dO, first_query, sizes.r, V, first_key, sizes.c,
                                                 sizes.d, edge + ROWS * 8, strips, lane);
            simdgroup_barrier(mem_flags::mem_threadgroup);

            for (uint row = lane / LANES_A_ROW; row < queries; row += 32 / LANES_A_ROW) {
                const uint query = first_query + row;
                const uint key = first_key + lane % LANES_A_ROW * RUN;
                const float l = L[query], d = D[query];
                threadgroup float *score = scores + row * PITCH + key - first_key;
                threadgroup float *slope = slopes + row * PITCH + key - first_key;
                // The part of this lane's keys that the query sees.
                const int2 seen = clamp(int2(seen_keys(query, sizes)) - int(key), int2(0), int2(RUN));
                const int end = query >= next_query && l > LEAST ? seen.y : seen.x;
                for (int i = 0; i < seen.x; i++)
                    score[i] = slope[i] = 0;
                for (int i = seen.x; i < end; i++) {
                    const float weight = fast::exp(score[i] * sizes.scale - l);
                    score[i] = weight;
                    slope[i] = weight * (slope[i] - d) * sizes.scale;
                }
                for (int i = end; i < int(RUN); i++)
                    score[i] = slope[i] = 0;
            }
            simdgroup_barrier(mem_flags::mem_threadgroup);

            accumulate<TRANSPOSED_O>(sums_v, scores, dO, first_query, sizes.r, part, sizes.d, edge, lane);
            accumulate<TRANSPOSED_Q>(sums_k, slopes, Q, first_query, sizes.r, part, sizes.d, edge, lane);
            simdgroup_barrier(mem_flags::mem_threadgroup);
        }
        Q += sizes.r * sizes.d;
        dO += sizes.r * sizes.d;
        L += sizes.r;
        D += sizes.r;
    }

    #pragma clang loop unroll(full)
    for (uint i = 0; i < ROWS / 8; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < HEAD / 8; j++)
            store_tile<TRANSPOSED_K>(sums_k[i][j], dK, scores, first_key + i * 8, own_key, part, j, sizes.c,
                                     sizes.d, lane);
    #pragma clang loop unroll(full)
    for (uint i = 0; i < ROWS / 8; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < HEAD / 8; j++)
            store_tile<TRANSPOSED_V>(sums_v[i][j], dV, scores, first_key + i * 8, own_key, part, j, sizes.c,
                                     sizes.d, lane);
}
