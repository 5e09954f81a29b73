// FlashAttention 1: O[r,d] = softmax(scale * Q[r,d] * transpose(K[c,d]) + mask) * V[c,d] for each head.
// After each block of keys, O is the result for the keys so far: its rows are normalized. They go through
// device memory, and so do their statistics m and l.
//
// block                32 queries per threadgroup of 128 threads, 128 keys at a time
// part of the block    8 queries per SIMD-group
// head dimension       up to 64
// mask                 window
// threadgroup memory   18432 bytes

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

constant constexpr uint BLOCK_R = 32;
constant constexpr uint BLOCK_C = 128;
constant constexpr uint REGISTER_R = 8;
constant constexpr uint TILES_R = 1;
constant constexpr uint TILES_C = 16;
constant constexpr uint DEPTH = 64;
constant constexpr uint STEP_D = 32;
constant constexpr uint SLICE_D = 64;
constant constexpr uint PITCH = 136;
constant constexpr uint PARTS = 4;
constant constexpr uint ROWS = 1;
constant constexpr bool TRANSPOSED_Q = false;
constant constexpr bool TRANSPOSED_K = false;
constant constexpr bool TRANSPOSED_V = false;
constant constexpr bool TRANSPOSED_O = false;

// The range [x, y) of keys that a query can see by its position. Empty for rows beyond the last.
inline uint2 seen_keys(uint row, constant AttentionSizes &sizes) {
    const int end = int(row + sizes.c) - int(sizes.r) + 1; // the last query sees the last key
    const int begin = max(end - int(sizes.window), 0);
    return row < sizes.r && end > 0 ? uint2(uint(begin), uint(end)) : uint2(0);
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
inline void load_tile(thread simdgroup_bfloat8x8 &tile, device const bfloat *block, uint stride,
                      threadgroup float *edge, uint row, uint column, uint rows, uint columns, bool whole,
                      bool transposed, ushort lane) {
    const uint down = transposed ? 1 : stride, across = transposed ? stride : 1;
    if (whole || (row + 8 <= rows && column + 8 <= columns)) {
        simdgroup_load(tile, block + row * down + column * across, stride, ulong2(0), transposed);
        return;
    }
    threadgroup bfloat *copy = (threadgroup bfloat *)edge;
    for (uint i = lane; i < 64; i += 32) {
        const uint r = row + i / 8, c = column + i % 8;
        copy[i] = r < rows && c < columns ? bfloat(block[r * down + c * across]) : bfloat(0);
    }
    simdgroup_barrier(mem_flags::mem_threadgroup);
    simdgroup_load(tile, copy, 8);
    simdgroup_barrier(mem_flags::mem_threadgroup);
}

// Writes the 8x8 tile at (row, column) of a block, except for what is beyond the edges of the matrix, and for
// rows before `first`, which another SIMD-group writes.
inline void store_tile(simdgroup_float8x8 tile, device bfloat *block, uint stride, threadgroup float *edge,
                       uint first, uint row, uint column, uint rows, uint columns, bool whole,
                       bool transposed, ushort lane) {
    const uint down = transposed ? 1 : stride, across = transposed ? stride : 1;
    simdgroup_store(tile, edge, 8);
    simdgroup_barrier(mem_flags::mem_threadgroup);
    for (uint i = lane; i < 64; i += 32) {
        const uint r = row + i / 8, c = column + i % 8;
        if (r >= first && r < rows && c < columns)
            block[r * down + c * across] = bfloat(edge[i]);
    }
    simdgroup_barrier(mem_flags::mem_threadgroup);
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

// O = 0, m = -infinity, l = 0, in device memory
// for each block of keys that a query of this block can see:
//     S = Q * transpose(K)
//     read m, l and O; m' = the maximum of m and the scores; P = exp2(S - m')
//     l' = exp2(m - m') * l + the row sums of P
//     O = (exp2(m - m') * l * O + P * V) / l'
//     write m', l' and O
[[max_total_threads_per_threadgroup(128)]]
kernel void flash1(device const bfloat *Q [[buffer(0)]],
                   device const bfloat *K [[buffer(1)]],
                   device const bfloat *V [[buffer(2)]],
                   device bfloat *O [[buffer(3)]],
                   device float *m [[buffer(4)]],
                   device float *l [[buffer(5)]],
                   device float *sums [[buffer(6)]],
                   constant AttentionSizes &sizes [[buffer(7)]],
                   uint3 group [[threadgroup_position_in_grid]],
                   ushort simdgroup_index [[simdgroup_index_in_threadgroup]],
                   ushort lane [[thread_index_in_simdgroup]],
                   uint3 groups [[threadgroups_per_grid]]) {
    threadgroup float edges[256];
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
    sums += head * sizes.r * sizes.d + offset_of(row, first_column, stride_o, TRANSPOSED_O);
    m += (group.z * groups.y + head) * sizes.r;
    l += (group.z * groups.y + head) * sizes.r;

    uint2 seen[ROWS];
    #pragma clang loop unroll(full)
    for (uint i = 0; i < ROWS; i++) {
        const uint query = row + row_of(i, lane);
        seen[i] = seen_keys(query, sizes);
        if (lane % PARTS == 0 && query < sizes.r) {
            m[query] = -INFINITY;
            l[query] = 0.0f;
        }
    }
    const simdgroup_float8x8 zero = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
    for (uint i = 0; i < TILES_R; i++)
        for (uint j = 0; j < SLICE_D / 8; j++)
            store_tile(zero, sums, stride_o, edge, 0, i * 8, j * 8, rows, columns, whole_r, TRANSPOSED_O,
                       lane);
    simdgroup_barrier(mem_flags::mem_device);
    // No query of the block sees a key before those of the first query, or after those of the last.
    const uint2 first_seen = seen_keys(first_row, sizes);
    const uint2 last_seen = seen_keys(min(first_row + BLOCK_R, sizes.r) - 1, sizes);
    for (uint own_key = first_seen.x / BLOCK_C * BLOCK_C; own_key < last_seen.y; own_key += BLOCK_C) {
        const uint key = placed(own_key, sizes.c, BLOCK_C, whole_c), keys = sizes.c - key;
        device const bfloat *k_block = K + offset_of(key, 0, stride_k, TRANSPOSED_K);
        device const bfloat *v_block = V + offset_of(key, first_column, stride_v, TRANSPOSED_V);
        const bool all_seen = own_key >= last_seen.x && own_key + BLOCK_C <= first_seen.y;
        simdgroup_float8x8 s[TILES_R][TILES_C];
        #pragma clang loop unroll(full)
        for (uint i = 0; i < TILES_R; i++)
            #pragma clang loop unroll(full)
            for (uint j = 0; j < TILES_C; j++)
                s[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
        for (uint first = 0; first < DEPTH; first += STEP_D) {
            const uint length = min(STEP_D, DEPTH - first);
            for (uint d = 0; d < length; d += 8) {
                simdgroup_bfloat8x8 q[TILES_R];
                #pragma clang loop unroll(full)
                for (uint i = 0; i < TILES_R; i++)
                    load_tile(q[i], Q, stride_q, edge, i * 8, first + d, rows, sizes.d, whole_r,
                              TRANSPOSED_Q, lane);
                #pragma clang loop unroll(full)
                for (uint j = 0; j < TILES_C; j++) {
                    simdgroup_bfloat8x8 k;
                    load_tile(k, k_block, stride_k, edge, first + d, j * 8, sizes.d, keys, whole_c,
                              !TRANSPOSED_K, lane);
                    #pragma clang loop unroll(full)
                    for (uint i = 0; i < TILES_R; i++)
                        simdgroup_multiply_accumulate(s[i][j], q[i], k, s[i][j]);
                }
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
        float factors[ROWS];
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
            for (ushort step = 1; step < PARTS; step *= 2)
                most = max(most, simd_shuffle_xor(most, step));
            const uint query = row + row_of(i, lane);
            const float old_m = query < sizes.r ? m[query] : -INFINITY, old_l = query < sizes.r ? l[query]
                : 0.0f;
            const float new_m = max(old_m, most);
            const float base = new_m == -INFINITY ? 0.0f : new_m; // 0 for a row that has seen no key yet
            float sum = 0.0f;
            #pragma clang loop unroll(full)
            for (uint j = 0; j < BLOCK_C / PARTS; j++) {
                own[j] = fast::exp2(own[j] - base);
                sum += own[j];
            }
            for (ushort step = 1; step < PARTS; step *= 2)
                sum += simd_shuffle_xor(sum, step);
            const float kept = old_l * fast::exp2(old_m - base), new_l = kept + sum;
            const float normalize = new_l > 0.0f ? fast::divide(1.0f, new_l) : 0.0f;
            #pragma clang loop unroll(full)
            for (uint j = 0; j < BLOCK_C / PARTS; j++)
                own[j] *= normalize;
            factors[i] = kept * normalize;
            simdgroup_barrier(mem_flags::mem_device); // all lanes of the row have read
            if (lane % PARTS == 0 && query < sizes.r) {
                m[query] = new_m;
                l[query] = new_l;
            }
        }
        simdgroup_barrier(mem_flags::mem_threadgroup | mem_flags::mem_device);

        simdgroup_float8x8 o[TILES_R][SLICE_D / 8];
        #pragma clang loop unroll(full)
        for (uint i = 0; i < TILES_R; i++)
            #pragma clang loop unroll(full)
            for (uint j = 0; j < SLICE_D / 8; j++)
                load_tile(o[i][j], sums, stride_o, edge, i * 8, j * 8, rows, columns, whole_r, TRANSPOSED_O,
                          lane);
        scale_rows(o, factors, edge, lane);
        for (uint k = 0; k < TILES_C; k++) {
            simdgroup_float8x8 p[TILES_R];
            #pragma clang loop unroll(full)
            for (uint i = 0; i < TILES_R; i++)
                simdgroup_load(p[i], scores + i * 8 * PITCH + k * 8, PITCH);
            #pragma clang loop unroll(full)
            for (uint j = 0; j < SLICE_D / 8; j++) {
                simdgroup_bfloat8x8 v;
                load_tile(v, v_block, stride_v, edge, k * 8, j * 8, keys, columns, whole_c, TRANSPOSED_V,
                          lane);
                #pragma clang loop unroll(full)
                for (uint i = 0; i < TILES_R; i++)
                    simdgroup_multiply_accumulate(o[i][j], p[i], v, o[i][j]);
            }
        }
        #pragma clang loop unroll(full)
        for (uint i = 0; i < TILES_R; i++)
            #pragma clang loop unroll(full)
            for (uint j = 0; j < SLICE_D / 8; j++)
                store_tile(o[i][j], sums, stride_o, edge, 0, i * 8, j * 8, rows, columns, whole_r,
                           TRANSPOSED_O, lane);
        simdgroup_barrier(mem_flags::mem_device);
    }
    for (uint i = 0; i < TILES_R; i++)
        for (uint j = 0; j < SLICE_D / 8; j++) {
            simdgroup_float8x8 o;
            load_tile(o, sums, stride_o, edge, i * 8, j * 8, rows, columns, whole_r, TRANSPOSED_O, lane);
            store_tile(o, O, stride_o, edge, 0, i * 8, j * 8, rows, columns, whole_r, TRANSPOSED_O, lane);
        }
}
