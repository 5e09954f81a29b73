// FlashAttention 2: O[r,d] = softmax(scale * Q[r,d] * transpose(K[c,d]) + mask) * V[c,d] for each head.
//
// block                16 queries per threadgroup of 64 threads, 64 keys at a time
// part of the block    8 queries per SIMD-group
// head dimension       up to 64; O at once
// edges                the last block of queries or keys is moved inward
// softmax              in registers
// mask                 none
// threadgroup memory   9728 bytes, for two staged blocks

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

// True if no tile crosses an edge of Q and O (whole_r), or of K and V (whole_c). A block that would cross it
// is then moved inward, and leaves out what it shares with the previous block.
constant bool whole_r [[function_constant(0)]];
constant bool whole_c [[function_constant(1)]];

// The start of a unit of rows or columns that is responsible for what begins at `own`: further inward if the
// unit would cross the end.
inline uint placed(uint own, uint extent, uint unit, bool whole) {
    return whole ? min(own, extent - unit) : own;
}

constant constexpr uint BLOCK_R = 16;
constant constexpr uint BLOCK_C = 64;
constant constexpr uint REGISTER_R = 8;
constant constexpr uint TILES_R = 1;
constant constexpr uint TILES_C = 8;
constant constexpr uint DEPTH = 64;
constant constexpr uint STEP_D = 16;
constant constexpr uint SLICE_D = 64;
constant constexpr uint THREADS = 64;
constant constexpr uint STAGED = 1152;
constant constexpr uint PITCH_K = 72;
constant constexpr uint PITCH_V = 16;
constant constexpr bool TRANSPOSED_Q = false;
constant constexpr bool TRANSPOSED_K = false;
constant constexpr bool TRANSPOSED_V = false;
constant constexpr bool TRANSPOSED_O = false;

// The range [x, y) of keys that a query can see by its position. Empty for rows beyond the last.
inline uint2 seen_keys(uint row, constant AttentionSizes &sizes) {
    return row < sizes.r ? uint2(0, sizes.c) : uint2(0);
}

// The scaled and masked score, as an exponent of 2. Minus infinity for a key that is not seen.
inline float masked_score(float score, uint row, uint key, uint2 seen, constant AttentionSizes &sizes) {
    return key >= seen.x && key < seen.y ? sizes.scale_log2 * score : -INFINITY;
}

// The offset of an element of a matrix from the first one. In memory, rows are `stride` apart, or the
// columns if the matrix is transposed.
inline uint offset_of(uint row, uint column, uint stride, bool transposed) {
    return transposed ? column * stride + row : row * stride + column;
}

// The row (y) and the column (x) of the first of a lane's two elements in a tile.
inline ushort2 place_of(ushort lane) {
    return ushort2((lane >> 1 & 4) | (lane << 1 & 2), (lane >> 2 & 4) | (lane >> 1 & 3));
}

// Reads the 8x8 tile at (row, column) of a block, of which `rows` and `columns` are in the matrix, with zeros
// beyond. In memory, rows are `stride` apart, or the columns if the matrix is transposed. All lanes of the
// SIMD-group take the same branches.
inline void load_tile(thread simdgroup_float8x8 &tile, device const float *block, uint stride,
                      threadgroup float *edge, uint row, uint column, uint rows, uint columns, bool whole,
                      bool transposed, ushort lane) {
    const uint down = transposed ? 1 : stride, across = transposed ? stride : 1;
    if (whole || (row + 8 <= rows && column + 8 <= columns)) {
        // All tiles are at constant offsets from the first elements of this lane in the block.
        const ushort2 place = place_of(lane);
        device const float *own = block + place.y * down + place.x * across + (row * down + column * across);
        tile.thread_elements() = transposed ? float2(own[0], own[across])
            : float2(*(device const packed_float2 *)own);
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

// Copies a block to threadgroup memory, with zeros beyond the `rows` and `columns` that are in the matrix.
// Each thread copies elements that are contiguous in memory.
inline void stage(threadgroup float *staged, uint pitch, device const float *block, uint stride, uint rows,
                  uint columns, uint height, uint width, bool whole, bool transposed, ushort thread_index) {
    const uint down = transposed ? 1 : stride, across = transposed ? stride : 1;
    const uint lines = transposed ? width : height, length = transposed ? height : width;
    for (uint i = thread_index; i < lines; i += THREADS)
        for (uint j = 0; j < length; j++) {
            const uint y = transposed ? j : i, x = transposed ? i : j;
            const bool there = whole || (y < rows && x < columns);
            staged[y * pitch + x] = there ? float(block[y * down + x * across]) : float(0);
        }
}

// for each block of keys that a query of this block can see:
//     S = Q * transpose(K)
//     softmax of the keys so far: P = exp2(S - m), with a bound m on each row's scores, raised as needed
//     O = rescaled O + P * V
// O = O / l, where l is the row sums of all P
[[max_total_threads_per_threadgroup(64)]]
kernel void flash2(device const float *Q [[buffer(0)]],
                   device const float *K [[buffer(1)]],
                   device const float *V [[buffer(2)]],
                   device float *O [[buffer(3)]],
                   constant AttentionSizes &sizes [[buffer(4)]],
                   uint3 group [[threadgroup_position_in_grid]],
                   ushort thread_index [[thread_index_in_threadgroup]],
                   ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                   ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float edges[128];
    threadgroup float *edge = edges + simdgroup_index * 64;
    threadgroup float blocks[2 * STAGED];
    // The block that is multiplied, and the one that is copied meanwhile.
    threadgroup float *staged = blocks, *next = blocks + STAGED;

    const uint head = group.y;
    Q += head * sizes.r * sizes.d;
    K += head / sizes.sharers * sizes.c * sizes.d;
    V += head / sizes.sharers * sizes.c * sizes.d;
    O += head * sizes.r * sizes.d;
    const uint first_row = group.x * BLOCK_R, own_row = first_row + simdgroup_index * REGISTER_R;
    const uint row = placed(own_row, sizes.r, REGISTER_R, whole_r);
    const uint first_column = group.z * SLICE_D;
    // What is left from there, and the first elements of Q and O: tiles are at constant offsets from these.
    const uint rows = sizes.r - min(row, sizes.r), columns = sizes.d - first_column;
    const uint stride_q = TRANSPOSED_Q ? sizes.r : whole_r ? DEPTH : sizes.d;
    const uint stride_k = TRANSPOSED_K ? sizes.c : whole_c ? DEPTH : sizes.d;
    const uint stride_v = TRANSPOSED_V ? sizes.c : whole_c ? DEPTH : sizes.d;
    const uint stride_o = TRANSPOSED_O ? sizes.r : whole_r ? DEPTH : sizes.d;
    Q += offset_of(row, 0, stride_q, TRANSPOSED_Q);
    O += offset_of(row, first_column, stride_o, TRANSPOSED_O);

    // The place of this lane's two elements in a matrix: their row, and the column of the first.
    const ushort lane_row = place_of(lane).y, lane_column = place_of(lane).x;
    // For each row of a lane: the bound on scores that P is relative to, the sum of P, and the keys it sees.
    float m[TILES_R], l[TILES_R];
    uint2 seen[TILES_R];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++) {
        m[i] = -INFINITY;
        l[i] = 0.0f;
        seen[i] = seen_keys(row + i * 8 + lane_row, sizes);
    }
    simdgroup_float8x8 o[TILES_R][SLICE_D / 8];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < SLICE_D / 8; j++)
            o[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);

    // No query of the block sees a key before those of the first query, or after those of the last.
    const uint2 first_seen = seen_keys(first_row, sizes);
    const uint2 last_seen = seen_keys(min(first_row + BLOCK_R, sizes.r) - 1, sizes);
    for (uint own_key = first_seen.x / BLOCK_C * BLOCK_C; own_key < last_seen.y; own_key += BLOCK_C) {
        const uint key = placed(own_key, sizes.c, BLOCK_C, whole_c), keys = sizes.c - key;
        device const float *k_block = K + offset_of(key, 0, stride_k, TRANSPOSED_K);
        device const float *v_block = V + offset_of(key, first_column, stride_v, TRANSPOSED_V);
        const bool all_seen = own_key >= last_seen.x && own_key + BLOCK_C <= first_seen.y;
        simdgroup_float8x8 s[TILES_R][TILES_C];
        #pragma clang loop unroll(full)
        for (uint i = 0; i < TILES_R; i++)
            #pragma clang loop unroll(full)
            for (uint j = 0; j < TILES_C; j++)
                s[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
        for (uint first = 0; first < DEPTH; first += STEP_D) {
            const uint length = min(STEP_D, DEPTH - first);
            stage(next, PITCH_K, k_block + offset_of(0, first, stride_k, TRANSPOSED_K), stride_k,
                  sizes.d - first, keys, length, BLOCK_C, whole_c, !TRANSPOSED_K, thread_index);
            threadgroup_barrier(mem_flags::mem_threadgroup);
            threadgroup float *done = staged; staged = next; next = done;
            for (uint d = 0; d < length; d += 8) {
                simdgroup_float8x8 q[TILES_R];
                #pragma clang loop unroll(full)
                for (uint i = 0; i < TILES_R; i++)
                    load_tile(q[i], Q, stride_q, edge, i * 8, first + d, rows, sizes.d, whole_r,
                              TRANSPOSED_Q, lane);
                #pragma clang loop unroll(full)
                for (uint j = 0; j < TILES_C; j++) {
                    simdgroup_float8x8 k;
                    simdgroup_load(k, staged + d * PITCH_K + j * 8, PITCH_K);
                    #pragma clang loop unroll(full)
                    for (uint i = 0; i < TILES_R; i++)
                        simdgroup_multiply_accumulate(s[i][j], q[i], k, s[i][j]);
                }
            }
        }

        // From S to P.
        #pragma clang loop unroll(full)
        for (uint i = 0; i < TILES_R; i++) {
            const uint query = row + i * 8 + lane_row, first_key = key + lane_column;
            if (all_seen) {
                #pragma clang loop unroll(full)
                for (uint j = 0; j < TILES_C; j++)
                    for (ushort e = 0; e < 2; e++) {
                        s[i][j].thread_elements()[e] *= sizes.scale_log2;
                    }
            } else {
                const uint2 left = max(seen[i], uint2(own_key, 0)); // the previous block has taken the others
                #pragma clang loop unroll(full)
                for (uint j = 0; j < TILES_C; j++)
                    for (ushort e = 0; e < 2; e++) {
                        const float score = s[i][j].thread_elements()[e];
                        s[i][j].thread_elements()[e] = masked_score(score, query, first_key + j * 8 + e,
                                                                    left, sizes);
                    }
            }
            float most = -INFINITY;
            #pragma clang loop unroll(full)
            for (uint j = 0; j < TILES_C; j++)
                most = max(most, max(s[i][j].thread_elements()[0], s[i][j].thread_elements()[1]));
            most = max(most, simd_shuffle_xor(most, 1));
            most = max(most, simd_shuffle_xor(most, 8));
            if (most > m[i] + 8.0f) {
                const float factor = fast::exp2(m[i] - most);
                m[i] = most;
                l[i] *= factor;
                #pragma clang loop unroll(full)
                for (uint j = 0; j < SLICE_D / 8; j++)
                    for (ushort e = 0; e < 2; e++)
                        o[i][j].thread_elements()[e] *= factor;
            }
            const float base = m[i] == -INFINITY ? 0.0f : m[i];
            #pragma clang loop unroll(full)
            for (uint j = 0; j < TILES_C; j++)
                for (ushort e = 0; e < 2; e++) {
                    s[i][j].thread_elements()[e] = fast::exp2(s[i][j].thread_elements()[e] - base);
                    l[i] += s[i][j].thread_elements()[e];
                }
        }

        #pragma clang loop unroll(full)
        for (uint first = 0; first < SLICE_D; first += STEP_D) {
            const uint length = min(STEP_D, SLICE_D - first);
            stage(next, PITCH_V, v_block + offset_of(0, first, stride_v, TRANSPOSED_V), stride_v, keys,
                  columns - min(first, columns), BLOCK_C, length, whole_c, TRANSPOSED_V, thread_index);
            threadgroup_barrier(mem_flags::mem_threadgroup);
            threadgroup float *done = staged; staged = next; next = done;
            #pragma clang loop unroll(full)
            for (uint k = 0; k < TILES_C; k++) {
                simdgroup_float8x8 p[TILES_R];
                #pragma clang loop unroll(full)
                for (uint i = 0; i < TILES_R; i++)
                    for (ushort e = 0; e < 2; e++)
                        p[i].thread_elements()[e] = float(s[i][k].thread_elements()[e]);
                #pragma clang loop unroll(full)
                for (uint j = 0; j < STEP_D / 8 && first + j * 8 < SLICE_D; j++) {
                    simdgroup_float8x8 v;
                    simdgroup_load(v, staged + k * 8 * PITCH_V + j * 8, PITCH_V);
                    #pragma clang loop unroll(full)
                    for (uint i = 0; i < TILES_R; i++)
                        simdgroup_multiply_accumulate(o[i][first / 8 + j], p[i], v, o[i][first / 8 + j]);
                }
            }
        }
    }

    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++) {
        l[i] += simd_shuffle_xor(l[i], 1);
        l[i] += simd_shuffle_xor(l[i], 8);
        const float factor = l[i] > 0.0f ? fast::divide(1.0f, l[i]) : 0.0f; // 0 for a query that sees no key
        #pragma clang loop unroll(full)
        for (uint j = 0; j < SLICE_D / 8; j++)
            for (ushort e = 0; e < 2; e++)
                o[i][j].thread_elements()[e] *= factor;
    }
    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < SLICE_D / 8; j++)
            store_tile(o[i][j], O, stride_o, edge, own_row - row, i * 8, j * 8, rows, columns, whole_r,
                       TRANSPOSED_O, lane);
}
