// What the mask hides in each block of 16 queries and 32 keys: all (0), nothing (1), or a part (2).

#include <metal_stdlib>
using namespace metal;

struct AttentionSizes {
    uint r, c, d;     // queries, keys, head dimension
    uint sharers;     // heads of Q that share one head of K and V
    uint window;      // keys that a query sees, if the mask is a window
    float scale;      // factor of the scores
    float scale_log2; // the same for exp2: scale * log2(e)
};

constant constexpr uint BLOCK_R = 16;
constant constexpr uint BLOCK_C = 32;

// A SIMD-group counts the elements of a block that are seen. A block that crosses the last key never counts
// as seen completely, since the scores beyond that key have to be masked.
[[max_total_threads_per_threadgroup(32)]]
kernel void block_map(device const uchar *M [[buffer(0)]],
                      device uchar *map [[buffer(1)]],
                      constant AttentionSizes &sizes [[buffer(2)]],
                      uint2 group [[threadgroup_position_in_grid]],
                      uint2 blocks [[threadgroups_per_grid]],
                      ushort lane [[thread_index_in_simdgroup]]) {
    const uint first_row = group.y * BLOCK_R, first_key = group.x * BLOCK_C;
    const uint end_row = min(first_row + BLOCK_R, sizes.r), end_key = min(first_key + BLOCK_C, sizes.c);
    uint seen = 0;
    for (uint row = first_row + lane; row < end_row; row += 32) {
        for (uint key = first_key; key < end_key; key++)
            seen += M[row * sizes.c + key] != 0;
    }
    seen = simd_sum(seen);
    const bool whole = seen == (end_row - first_row) * BLOCK_C;
    if (lane == 0)
        map[group.y * blocks.x + group.x] = whole ? 1 : seen == 0 ? 0 : 2;
}

// FlashAttention 2 with tensor operations. For each head:
// O[r,d] = softmax(scale * Q[r,d] * transpose(K[c,d]) + mask) * V[c,d]
//
// block                16 queries per SIMD-group, 32 keys at a time; SIMD-groups per threadgroup: 4
// head dimension       up to 64
// edges                tensors are zero beyond their extents
// mask                 block-sparse
// threadgroup memory   4352 bytes
//
// Works for all sizes. Offsets are uint: a matrix has at most 2^28 elements.

#include <metal_stdlib>
#include <metal_tensor>
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
using namespace metal;
using namespace mpp::tensor_ops;

struct AttentionSizes {
    uint r, c, d;     // queries, keys, head dimension
    uint sharers;     // heads of Q that share one head of K and V
    uint window;      // keys that a query sees, if the mask is a window
    float scale;      // factor of the scores
    float scale_log2; // the same for exp2: scale * log2(e)
};

typedef bfloat Element;
typedef bfloat Weight;

constant constexpr uint SIMDGROUPS = 4;
constant constexpr uint QUERIES = 16;
constant constexpr uint KEYS = 32;
constant constexpr uint SLICE_D = 64;
constant constexpr uint MAP_QUERIES = 16;
constant constexpr uint MAP_KEYS = 32;
constant constexpr bool TRANSPOSED_Q = false;
constant constexpr bool TRANSPOSED_K = true;
constant constexpr bool TRANSPOSED_V = false;
constant constexpr bool TRANSPOSED_O = false;
constant constexpr bool RELAXED = false;

// The range [x, y) of keys that a query can see by its position. Empty for rows beyond the last.
inline uint2 seen_keys(uint row, constant AttentionSizes &sizes) {
    return row < sizes.r ? uint2(0, sizes.c) : uint2(0);
}

// The scaled and masked score, as an exponent of 2. Minus infinity for a key that is not seen.
inline float masked_score(float score, uint row, uint key, uint2 seen, device const uchar *M,
                          constant AttentionSizes &sizes) {
    const bool is_seen = key >= seen.x && key < seen.y && M[row * sizes.c + key];
    return is_seen ? sizes.scale_log2 * score : -INFINITY;
}

// Whether any of QUERIES queries sees any of KEYS keys (x), and whether all see all (y). The map holds 0 for
// blocks that are hidden completely and 1 for blocks that are seen completely.
inline bool2 states_of(device const uchar *map, uint first_query, uint first_key,
                       constant AttentionSizes &sizes) {
    const uint across = (sizes.c + MAP_KEYS - 1) / MAP_KEYS;
    const uint last_row = (min(first_query + QUERIES, sizes.r) - 1) / MAP_QUERIES;
    const uint last_column = (min(first_key + KEYS, sizes.c) - 1) / MAP_KEYS;
    bool2 states = bool2(false, true);
    for (uint i = first_query / MAP_QUERIES; i <= last_row; i++) {
        for (uint j = first_key / MAP_KEYS; j <= last_column; j++) {
            const uchar state = map[i * across + j];
            states = bool2(states.x || state != 0, states.y && state == 1);
        }
    }
    return states;
}

// Scales and masks a block of scores.
template <typename Scores>
inline void mask_scores(thread Scores &s, uint first_query, uint first_key, bool is_seen,
                        device const uchar *M, constant AttentionSizes &sizes) {
    if (is_seen) {
        #pragma clang loop unroll(full)
        for (ushort i = 0; i < s.get_capacity(); i++)
            if (s.is_valid_element(i))
                s[i] *= sizes.scale_log2;
        return;
    }
    #pragma clang loop unroll(full)
    for (ushort i = 0; i < s.get_capacity(); i++)
        if (s.is_valid_element(i)) {
            const auto at = s.get_multidimensional_index(i); // its column and its row
            const uint query = first_query + at[1], key = first_key + at[0];
            const uint2 seen = seen_keys(query, sizes);
            s[i] = masked_score(s[i], query, key, seen, M, sizes);
        }
}

// A matrix in device memory. The first coordinate of an element is the one that changes first in memory: the
// column, or the row if the matrix is transposed. Beyond the extents there are zeros.
typedef tensor<device Element, dextents<int, 2>, tensor_inline> Matrix;

// Rows of a matrix, from a column on.
template <bool TRANSPOSED>
inline Matrix part_of(device Element *matrix, uint row, uint count, uint column, uint rows, uint columns) {
    if (TRANSPOSED)
        return Matrix(matrix + column * rows + row, dextents<int, 2>(count, columns - column),
                      array<int, 2>({1, int(rows)}));
    return Matrix(matrix + row * columns + column, dextents<int, 2>(columns - column, count),
                  array<int, 2>({1, int(columns)}));
}

template <typename Elements>
inline void fill(thread Elements &elements, float value) {
    #pragma clang loop unroll(full)
    for (ushort i = 0; i < elements.get_capacity(); i++)
        if (elements.is_valid_element(i))
            elements[i] = value;
}

// A lane has the numbers of the rows of its elements if the iterators are compatible. Otherwise they go
// through threadgroup memory: give_rows() writes them, and of_row() finds the one for element i.
template <typename Rows, typename Elements>
inline void give_rows(thread Rows &rows, thread Elements &elements, threadgroup float *line) {
    if (is_iterator_compatible(elements, rows))
        return;
    simdgroup_barrier(mem_flags::mem_threadgroup); // the numbers before have been read
    #pragma clang loop unroll(full)
    for (ushort i = 0; i < rows.get_capacity(); i++)
        if (rows.is_valid_element(i))
            line[rows.get_multidimensional_index(i)[0]] = rows[i];
    simdgroup_barrier(mem_flags::mem_threadgroup);
}
template <typename Rows, typename Elements>
inline float of_row(thread Rows &rows, thread Elements &elements, ushort i, threadgroup float *line) {
    if (is_iterator_compatible(elements, rows))
        return *rows.map_iterator(elements.begin() + i);
    return line[elements.get_multidimensional_index(i)[1]];
}

// A block of weights in threadgroup memory.
typedef tensor<threadgroup Weight, dextents<int, 2>, tensor_inline> Tile;

// sums += weights * matrix, with the weights through threadgroup memory.
template <typename Product, typename Weights, typename Sums>
inline void accumulate(thread Product &product, thread Weights &weights, uint keys, thread Matrix &matrix,
                       thread Sums &sums, threadgroup Weight *memory) {
    simdgroup_barrier(mem_flags::mem_threadgroup); // the weights before have been read
    #pragma clang loop unroll(full)
    for (ushort i = 0; i < weights.get_capacity(); i++)
        if (weights.is_valid_element(i)) {
            const auto at = weights.get_multidimensional_index(i); // its column and its row
            memory[at[1] * KEYS + at[0]] = Weight(weights[i]);
        }
    simdgroup_barrier(mem_flags::mem_threadgroup);
    Tile left(memory, dextents<int, 2>(keys, QUERIES), array<int, 2>({1, KEYS}));
    product.run(left, matrix, sums);
}

// Writes sums to a matrix, from an element on, but for what is beyond its edges.
template <bool TRANSPOSED, typename Sums>
inline void store(thread Sums &sums, device Element *matrix, uint first_row, uint first_column, uint rows,
                  uint columns) {
    #pragma clang loop unroll(full)
    for (ushort i = 0; i < sums.get_capacity(); i++)
        if (sums.is_valid_element(i)) {
            const auto at = sums.get_multidimensional_index(i); // its column and its row
            const uint row = first_row + at[1], column = first_column + at[0];
            if (row < rows && column < columns)
                matrix[TRANSPOSED ? column * rows + row : row * columns + column] = Element(sums[i]);
        }
}

// for each block of keys that a query of this SIMD-group can see:
//     S = Q * transpose(K), scaled and masked
//     m = the largest score of each row so far, P = exp2(S - m)
//     O = O * exp2(the previous m - m) + P * V, and l, the row sums of P, in the same way
// O = O / l
//
// SIMD-groups do not wait for each other.
[[max_total_threads_per_threadgroup(128)]]
kernel void attention_tensor(device bfloat *Q [[buffer(0)]],
                             device bfloat *K [[buffer(1)]],
                             device bfloat *V [[buffer(2)]],
                             device bfloat *O [[buffer(3)]],
                             device const uchar *M [[buffer(4)]],
                             device const uchar *map [[buffer(5)]],
                             constant AttentionSizes &sizes [[buffer(6)]],
                             uint3 group [[threadgroup_position_in_grid]],
                             ushort simdgroup_index [[simdgroup_index_in_threadgroup]]) {
    alignas(16) threadgroup Weight all_weights[SIMDGROUPS * QUERIES * KEYS];
    threadgroup Weight *weights = all_weights + simdgroup_index * QUERIES * KEYS;
    alignas(16) threadgroup float all_line[SIMDGROUPS * QUERIES];
    threadgroup float *line = all_line + simdgroup_index * QUERIES;

    // This SIMD-group's queries, and its head of each operand.
    const uint first_query = (group.x * SIMDGROUPS + simdgroup_index) * QUERIES;
    if (first_query >= sizes.r)
        return;
    const uint first_column = group.z * SLICE_D;
    const uint head = group.y;
    Q += head * sizes.r * sizes.d;
    K += head / sizes.sharers * sizes.c * sizes.d;
    V += head / sizes.sharers * sizes.c * sizes.d;
    O += head * sizes.r * sizes.d;
    auto q = part_of<TRANSPOSED_Q>(Q, first_query, sizes.r - first_query, 0, sizes.r, sizes.d);

    constexpr auto score_product_of = matmul2d_descriptor(QUERIES, KEYS, static_cast<int>(dynamic_extent),
                                                          TRANSPOSED_Q, !TRANSPOSED_K, RELAXED,
                                                          matmul2d_descriptor::mode::multiply);
    matmul2d<score_product_of, execution_simdgroup> score_product;
    constexpr auto output_product_of = matmul2d_descriptor(QUERIES, SLICE_D,
                                                           static_cast<int>(dynamic_extent), false,
                                                           TRANSPOSED_V, RELAXED,
                                                           matmul2d_descriptor::mode::multiply_accumulate);
    matmul2d<output_product_of, execution_simdgroup> output_product;
    auto s = score_product.get_destination_cooperative_tensor<Matrix, Matrix, float>();
    auto o = output_product.get_destination_cooperative_tensor<Tile, Matrix, float>();
    // For each row: the largest score and the sum of P so far, that of a block, and a factor.
    auto m = score_product.get_row_reduction_destination_cooperative_tensor<Matrix, Matrix, float>();
    auto l = m, of_block = m, factors = m;
    fill(m, numeric_limits<float>::lowest());
    fill(l, 0.0f);
    fill(o, 0.0f);

    // No query of the block sees a key before those of the first query, or after those of the last.
    const uint begin = seen_keys(first_query, sizes).x / KEYS * KEYS;
    const uint end = seen_keys(min(first_query + QUERIES, sizes.r) - 1, sizes).y;
    for (uint first_key = begin; first_key < end; first_key += KEYS) {
        const uint keys = min(KEYS, sizes.c - first_key);
        const bool2 states = states_of(map, first_query, first_key, sizes);
        if (!states.x)
            continue;
        auto k = part_of<TRANSPOSED_K>(K, first_key, keys, 0, sizes.c, sizes.d);
        score_product.run(q, k, s);
        const bool is_seen = states.y;
        mask_scores(s, first_query, first_key, is_seen, M, sizes);

        // Minus infinity is what remains of a row that is hidden.
        reduce_rows(s, of_block, reduction_operation::max, -INFINITY);
        bool has_grown = false;
        #pragma clang loop unroll(full)
        for (ushort i = 0; i < m.get_capacity(); i++)
            if (m.is_valid_element(i)) {
                const float largest = max(m[i], of_block[i]);
                has_grown |= largest > m[i];
                factors[i] = fast::exp2(m[i] - largest);
                m[i] = largest;
            }
        give_rows(m, s, line);
        #pragma clang loop unroll(full)
        for (ushort i = 0; i < s.get_capacity(); i++)
            if (s.is_valid_element(i))
                s[i] = fast::exp2(s[i] - of_row(m, s, i, line));
        reduce_rows(s, of_block);
        #pragma clang loop unroll(full)
        for (ushort i = 0; i < l.get_capacity(); i++)
            if (l.is_valid_element(i))
                l[i] = l[i] * factors[i] + of_block[i];
        if (simd_any(has_grown)) {
            give_rows(factors, o, line);
            #pragma clang loop unroll(full)
            for (ushort i = 0; i < o.get_capacity(); i++)
                if (o.is_valid_element(i))
                    o[i] *= of_row(factors, o, i, line);
        }

        auto v = part_of<TRANSPOSED_V>(V, first_key, keys, first_column, sizes.c, sizes.d);
        accumulate(output_product, s, keys, v, o, weights);
    }

    #pragma clang loop unroll(full)
    for (ushort i = 0; i < l.get_capacity(); i++)
        if (l.is_valid_element(i))
            factors[i] = l[i] > 0.0f ? fast::divide(1.0f, l[i]) : 0.0f; // 0 for a query that sees no key
    give_rows(factors, o, line);
    #pragma clang loop unroll(full)
    for (ushort i = 0; i < o.get_capacity(); i++)
        if (o.is_valid_element(i))
            o[i] *= of_row(factors, o, i, line);
    store<TRANSPOSED_O>(o, O, first_query, first_column, sizes.r, sizes.d);
}
