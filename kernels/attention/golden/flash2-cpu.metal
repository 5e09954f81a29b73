// FlashAttention 2: O[r,d] = softmax(scale * Q[r,d] * transpose(K[c,d]) + mask) * V[c,d] for each head.
//
// block                64 queries per threadgroup of 32 threads, 64 keys at a time
// part of the block    64 queries per SIMD-group
// head dimension       up to 64; O at once
// edges                the last block of queries or keys is moved inward
// softmax              in threadgroup memory
// mask                 none
// threadgroup memory   18688 bytes

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

constant constexpr uint BLOCK_R = 64;
constant constexpr uint BLOCK_C = 64;
constant constexpr uint REGISTER_R = 64;
constant constexpr uint TILES_R = 8;
constant constexpr uint TILES_C = 8;
constant constexpr uint DEPTH = 64;
constant constexpr uint STEP_D = 64;
constant constexpr uint SLICE_D = 64;
constant constexpr uint PITCH = 72;
constant constexpr uint PARTS = 1;
constant constexpr uint ROWS = 2;
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

// The i-th row of a lane, counted within the rows of its SIMD-group.
inline uint row_of(uint i, ushort lane) {
    return i * (32 / PARTS) + lane / PARTS;
}

// Multiplies each row of O by a factor: O is multiplied from the left by a diagonal matrix.
inline void scale_rows(thread simdgroup_float8x8 (&o)[TILES_R][SLICE_D / 8], thread const float *factors,
                       threadgroup float *edge, ushort lane) {
    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++) {
        simdgroup_barrier(mem_flags::mem_threadgroup);
        for (uint e = lane; e < 64; e += 32)
            edge[e] = 0.0f;
        simdgroup_barrier(mem_flags::mem_threadgroup);
        #pragma clang loop unroll(full)
        for (uint k = 0; k < ROWS; k++)
            if (row_of(k, lane) / 8 == i && lane % PARTS == 0)
                edge[row_of(k, lane) % 8 * 9] = factors[k];
        simdgroup_barrier(mem_flags::mem_threadgroup);
        simdgroup_float8x8 diagonal;
        simdgroup_load(diagonal, edge, 8);
        #pragma clang loop unroll(full)
        for (uint j = 0; j < SLICE_D / 8; j++)
            simdgroup_multiply(o[i][j], diagonal, o[i][j]);
    }
    simdgroup_barrier(mem_flags::mem_threadgroup);
}

// for each block of keys that a query of this block can see:
//     S = Q * transpose(K)
//     softmax of the keys so far: P = exp2(S - m), with a bound m on each row's scores, raised as needed
//     O = rescaled O + P * V
// O = O / l, where l is the row sums of all P
[[max_total_threads_per_threadgroup(32)]]
kernel void flash2(device const float *Q [[buffer(0)]],
                   device const float *K [[buffer(1)]],
                   device const float *V [[buffer(2)]],
                   device float *O [[buffer(3)]],
                   constant AttentionSizes &sizes [[buffer(4)]],
                   uint3 group [[threadgroup_position_in_grid]],
                   ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                   ushort lane [[thread_index_in_simdgroup]]) {
    threadgroup float edges[64];
    threadgroup float *edge = edges + simdgroup_index * 64;
    alignas(16) threadgroup float all_scores[BLOCK_R * PITCH];
    threadgroup float *scores = all_scores + simdgroup_index * REGISTER_R * PITCH;

    const uint head = group.y;
    Q += head * sizes.r * sizes.d;
    K += head / sizes.sharers * sizes.c * sizes.d;
    V += head / sizes.sharers * sizes.c * sizes.d;
    O += head * sizes.r * sizes.d;
    const uint first_row = group.x * BLOCK_R, own_row = first_row + simdgroup_index * REGISTER_R;
    if (own_row >= sizes.r)
        return;
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

    // For each row of a lane: the bound on scores that P is relative to, the sum of P, and the keys it sees.
    float m[ROWS], l[ROWS];
    uint2 seen[ROWS];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < ROWS; i++) {
        m[i] = -INFINITY;
        l[i] = 0.0f;
        seen[i] = seen_keys(row + row_of(i, lane), sizes);
    }
    simdgroup_float8x8 o[TILES_R][SLICE_D / 8];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < SLICE_D / 8; j++)
            o[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
    simdgroup_float8x8 q[TILES_R][DEPTH / 8];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < DEPTH / 8; j++)
            load_tile(q[i][j], Q, stride_q, edge, i * 8, j * 8, rows, sizes.d, whole_r, TRANSPOSED_Q, lane);

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
        #pragma clang loop unroll(full)
        for (uint first = 0; first < DEPTH; first += STEP_D) {
            #pragma clang loop unroll(full)
            for (uint d = 0; d < STEP_D && first + d < DEPTH; d += 8) {
                simdgroup_float8x8 k[TILES_C];
                #pragma clang loop unroll(full)
                for (uint j = 0; j < TILES_C; j++)
                    load_tile(k[j], k_block, stride_k, edge, first + d, j * 8, sizes.d, keys, whole_c,
                              !TRANSPOSED_K, lane);
                #pragma clang loop unroll(full)
                for (uint i = 0; i < TILES_R; i++)
                    #pragma clang loop unroll(full)
                    for (uint j = 0; j < TILES_C; j++)
                        simdgroup_multiply_accumulate(s[i][j], q[i][(first + d) / 8], k[j], s[i][j]);
            }
        }

        // From S to P, through threadgroup memory.
        simdgroup_barrier(mem_flags::mem_threadgroup);
        #pragma clang loop unroll(full)
        for (uint i = 0; i < TILES_R; i++)
            #pragma clang loop unroll(full)
            for (uint j = 0; j < TILES_C; j++)
                simdgroup_store(s[i][j], scores + i * 8 * PITCH + j * 8, PITCH);
        simdgroup_barrier(mem_flags::mem_threadgroup);
        float largest[ROWS];
        bool has_grown = false;
        #pragma clang loop unroll(full)
        for (uint i = 0; i < ROWS; i++) {
            const uint first = lane % PARTS * (BLOCK_C / PARTS), offset = row_of(i, lane) * PITCH + first;
            threadgroup float *own = scores + offset;
            threadgroup float4 *own4 = (threadgroup float4 *)own;
            float4 most4 = -INFINITY;
            if (all_seen) {
                #pragma clang loop unroll(full)
                for (uint j = 0; j < BLOCK_C / PARTS / 4; j++) {
                    own4[j] *= sizes.scale_log2;
                    most4 = max(most4, own4[j]);
                }
            } else {
                const uint2 left = max(seen[i], uint2(own_key, 0)); // the previous block has taken the others
                #pragma clang loop unroll(full)
                for (uint j = 0; j < BLOCK_C / PARTS; j++)
                    own[j] = masked_score(own[j], row + row_of(i, lane), key + first + j, left, sizes);
                #pragma clang loop unroll(full)
                for (uint j = 0; j < BLOCK_C / PARTS / 4; j++)
                    most4 = max(most4, own4[j]);
            }
            float most = max(max(most4.x, most4.y), max(most4.z, most4.w));
            largest[i] = most;
            has_grown |= most > m[i] + 8.0f;
        }
        if (simd_any(has_grown)) {
            float factors[ROWS];
            #pragma clang loop unroll(full)
            for (uint i = 0; i < ROWS; i++) {
                factors[i] = 1.0f;
                if (largest[i] > m[i] + 8.0f) {
                    factors[i] = fast::exp2(m[i] - largest[i]);
                    m[i] = largest[i];
                    l[i] *= factors[i];
                }
            }
            scale_rows(o, factors, edge, lane);
        }
        #pragma clang loop unroll(full)
        for (uint i = 0; i < ROWS; i++) {
            const uint first = lane % PARTS * (BLOCK_C / PARTS), offset = row_of(i, lane) * PITCH + first;
            threadgroup float *own = scores + offset;
            const float base = m[i] == -INFINITY ? 0.0f : m[i];
            float sum = 0.0f;
            #pragma clang loop unroll(full)
            for (uint j = 0; j < BLOCK_C / PARTS; j++) {
                const float weight = fast::exp2(own[j] - base);
                own[j] = weight;
                sum += weight;
            }
            l[i] += sum;
        }
        simdgroup_barrier(mem_flags::mem_threadgroup);

        for (uint k = 0; k < TILES_C; k++) {
            simdgroup_float8x8 p[TILES_R];
            #pragma clang loop unroll(full)
            for (uint i = 0; i < TILES_R; i++)
                simdgroup_load(p[i], scores + i * 8 * PITCH + k * 8, PITCH);
            simdgroup_float8x8 v[SLICE_D / 8];
            #pragma clang loop unroll(full)
            for (uint j = 0; j < SLICE_D / 8; j++)
                load_tile(v[j], v_block, stride_v, edge, k * 8, j * 8, keys, columns, whole_c, TRANSPOSED_V,
                          lane);
            #pragma clang loop unroll(full)
            for (uint i = 0; i < TILES_R; i++)
                #pragma clang loop unroll(full)
                for (uint j = 0; j < SLICE_D / 8; j++)
                    simdgroup_multiply_accumulate(o[i][j], p[i], v[j], o[i][j]);
        }
    }

    float factors[ROWS];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < ROWS; i++) {
        factors[i] = l[i] > 0.0f ? fast::divide(1.0f, l[i]) : 0.0f; // 0 for a query that sees no key
    }
    scale_rows(o, factors, edge, lane);
    #pragma clang loop unroll(full)
    for (uint i = 0; i < TILES_R; i++)
        #pragma clang loop unroll(full)
        for (uint j = 0; j < SLICE_D / 8; j++)
            store_tile(o[i][j], O, stride_o, edge, own_row - row, i * 8, j * 8, rows, columns, whole_r,
                       TRANSPOSED_O, lane);
}
