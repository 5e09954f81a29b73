// FlashAttention 2 with tensor operations. For each head:
// O[r,d] = softmax(scale * Q[r,d] * transpose(K[c,d]) + mask) * V[c,d]
//
// block                16 queries per SIMD-group, 32 keys at a time; SIMD-groups per threadgroup: 4
// head dimension       up to 64
// edges                the last block of keys is moved inward; tensors are zero beyond their extents
// mask                 none
// threadgroup memory   8448 bytes
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

typedef float Element;
typedef float Weight;

constant constexpr uint SIMDGROUPS = 4;
constant constexpr uint QUERIES = 16;
constant constexpr uint KEYS = 32;
constant constexpr uint SLICE_D = 64;
constant constexpr bool TRANSPOSED_Q = false;
constant constexpr bool TRANSPOSED_K = false;
constant constexpr bool TRANSPOSED_V = false;
constant constexpr bool TRANSPOSED_O = false;
constant constexpr bool RELAXED = false;

// The range [x, y) of keys that a query can see by its position. Empty for rows beyond the last.
inline uint2 seen_keys(uint row, constant AttentionSizes &sizes) {
    return row < sizes.r ? uint2(0, sizes.c) : uint2(0);
}

// The scaled and masked score, as an exponent of 2. Minus infinity for a key that is not seen.
inline float masked_score(float score, uint row, uint key, uint2 seen, constant AttentionSizes &sizes) {
    return key >= seen.x && key < seen.y ? sizes.scale_log2 * score : -INFINITY;
}

// Whether the queries of a block see all of its keys.
inline bool all_seen(uint first_query, uint first_key, constant AttentionSizes &sizes) {
    const uint last_query = min(first_query + QUERIES, sizes.r) - 1;
    return first_key >= seen_keys(last_query, sizes).x && first_key + KEYS <= seen_keys(first_query, sizes).y;
}

// Scales and masks a block of scores, of which the block before has taken those before own_key.
template <typename Scores>
inline void mask_scores(thread Scores &s, uint first_query, uint first_key, uint own_key, bool is_seen,
                        constant AttentionSizes &sizes) {
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
            const uint2 seen = max(seen_keys(query, sizes), uint2(own_key, 0));
            s[i] = masked_score(s[i], query, key, seen, sizes);
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
typedef tensor<threadgroup Weight, extents<int, KEYS, QUERIES>, tensor_inline> Tile;

// sums += weights * matrix. The weights stay in registers if the left operand would lie there like them, and
// otherwise go through threadgroup memory.
template <typename Product, typename Weights, typename Sums>
inline void accumulate(thread Product &product, thread Weights &weights, thread Matrix &matrix,
                       thread Sums &sums, threadgroup Weight *memory) {
    if (product.template is_compatible_as_left_input<float, Element, float>(weights)) {
        auto left = product.template get_left_input_cooperative_tensor<float, Element, float>(weights);
        product.run(left, matrix, sums);
        return;
    }
    simdgroup_barrier(mem_flags::mem_threadgroup); // the weights before have been read
    #pragma clang loop unroll(full)
    for (ushort i = 0; i < weights.get_capacity(); i++)
        if (weights.is_valid_element(i)) {
            const auto at = weights.get_multidimensional_index(i); // its column and its row
            memory[at[1] * KEYS + at[0]] = Weight(weights[i]);
        }
    simdgroup_barrier(mem_flags::mem_threadgroup);
    Tile left(memory, extents<int, KEYS, QUERIES>());
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
kernel void attention_tensor(device float *Q [[buffer(0)]],
                             device float *K [[buffer(1)]],
                             device float *V [[buffer(2)]],
                             device float *O [[buffer(3)]],
                             device float *L [[buffer(4)]],
                             constant AttentionSizes &sizes [[buffer(5)]],
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
    constexpr auto output_product_of = matmul2d_descriptor(QUERIES, SLICE_D, KEYS, false, TRANSPOSED_V,
                                                           RELAXED,
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
    for (uint own_key = begin; own_key < end; own_key += KEYS) {
        const uint first_key = min(own_key, sizes.c - KEYS); // the last block is moved inward
        auto k = part_of<TRANSPOSED_K>(K, first_key, KEYS, 0, sizes.c, sizes.d);
        score_product.run(q, k, s);
        const bool is_seen = first_key == own_key && all_seen(first_query, first_key, sizes);
        mask_scores(s, first_query, first_key, own_key, is_seen, sizes);

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

        auto v = part_of<TRANSPOSED_V>(V, first_key, KEYS, first_column, sizes.c, sizes.d);
        accumulate(output_product, s, v, o, weights);
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
    if (group.z > 0)
        return;
    #pragma clang loop unroll(full)
    for (ushort i = 0; i < l.get_capacity(); i++)
        if (l.is_valid_element(i))
            l[i] = M_LN2_F * (m[i] + precise::log2(l[i]));
    give_rows(l, s, line);
    #pragma clang loop unroll(full)
    for (ushort i = 0; i < s.get_capacity(); i++)
        if (s.is_valid_element(i)) {
            const auto at = s.get_multidimensional_index(i); // its column and its row
            const uint query = first_query + at[1];
            if (at[0] == 0 && query < sizes.r)
                L[head * sizes.r + query] = of_row(l, s, i, line);
        }
}

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

// Gradient of attention with respect to Q, with tensor operations: dQ = dS*K with dS = P o (dP - D) * scale,
// where P = exp(scale*Q*transpose(K) + mask - L), dP = dO*transpose(V), and D is the row sums of dO o O.
//
// block                16 queries per SIMD-group, 32 keys at a time; SIMD-groups per threadgroup: 4
// head dimension       up to 64
// edges                the last block of keys is moved inward; tensors are zero beyond their extents
// mask                 none
// threadgroup memory   8192 bytes
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

typedef float Element;
typedef float Weight;

constant constexpr uint SIMDGROUPS = 4;
constant constexpr uint QUERIES = 16;
constant constexpr uint KEYS = 32;
constant constexpr uint SLICE_D = 64;
constant constexpr bool TRANSPOSED_Q = false;
constant constexpr bool TRANSPOSED_K = false;
constant constexpr bool TRANSPOSED_V = false;
constant constexpr bool TRANSPOSED_O = false;
constant constexpr bool RELAXED = false;

// The range [x, y) of keys that a query can see by its position. Empty for rows beyond the last.
inline uint2 seen_keys(uint row, constant AttentionSizes &sizes) {
    return row < sizes.r ? uint2(0, sizes.c) : uint2(0);
}

// The scaled and masked score, as an exponent of 2. Minus infinity for a key that is not seen.
inline float masked_score(float score, uint row, uint key, uint2 seen, constant AttentionSizes &sizes) {
    return key >= seen.x && key < seen.y ? sizes.scale_log2 * score : -INFINITY;
}

// Whether the queries of a block see all of its keys.
inline bool all_seen(uint first_query, uint first_key, constant AttentionSizes &sizes) {
    const uint last_query = min(first_query + QUERIES, sizes.r) - 1;
    return first_key >= seen_keys(last_query, sizes).x && first_key + KEYS <= seen_keys(first_query, sizes).y;
}

// Scales and masks a block of scores, of which the block before has taken those before own_key.
template <typename Scores>
inline void mask_scores(thread Scores &s, uint first_query, uint first_key, uint own_key, bool is_seen,
                        constant AttentionSizes &sizes) {
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
            const uint2 seen = max(seen_keys(query, sizes), uint2(own_key, 0));
            s[i] = masked_score(s[i], query, key, seen, sizes);
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

// Turns scores into P = exp2(S - L), where L is minus infinity for a query that sees no key.
template <typename Scores>
inline void weigh(thread Scores &s, uint first_query, device const float *L, constant AttentionSizes &sizes) {
    #pragma clang loop unroll(full)
    for (ushort i = 0; i < s.get_capacity(); i++)
        if (s.is_valid_element(i)) {
            const auto at = s.get_multidimensional_index(i); // its column and its row
            const uint query = first_query + at[1];
            const float l = query < sizes.r ? M_LOG2E_F * L[query] : 0.0f;
            s[i] = fast::exp2(s[i] - max(l, numeric_limits<float>::lowest()));
        }
}

// Turns P into dS = P o (dP - D) * scale. S and dP are of the same operation, and so have equal layouts.
template <typename Scores, typename Slopes>
inline void multiply_slopes(thread Scores &s, thread Slopes &slopes, uint first_query, device const float *D,
                            constant AttentionSizes &sizes) {
    #pragma clang loop unroll(full)
    for (ushort i = 0; i < s.get_capacity(); i++)
        if (s.is_valid_element(i)) {
            const auto at = s.get_multidimensional_index(i); // its column and its row
            const uint query = first_query + at[1];
            s[i] *= (slopes[i] - (query < sizes.r ? D[query] : 0.0f)) * sizes.scale;
        }
}

// A block of weights in threadgroup memory.
typedef tensor<threadgroup Weight, extents<int, KEYS, QUERIES>, tensor_inline> Tile;

// sums += weights * matrix. The weights stay in registers if the left operand would lie there like them, and
// otherwise go through threadgroup memory.
template <typename Product, typename Weights, typename Sums>
inline void accumulate(thread Product &product, thread Weights &weights, thread Matrix &matrix,
                       thread Sums &sums, threadgroup Weight *memory) {
    if (product.template is_compatible_as_left_input<float, Element, float>(weights)) {
        auto left = product.template get_left_input_cooperative_tensor<float, Element, float>(weights);
        product.run(left, matrix, sums);
        return;
    }
    simdgroup_barrier(mem_flags::mem_threadgroup); // the weights before have been read
    #pragma clang loop unroll(full)
    for (ushort i = 0; i < weights.get_capacity(); i++)
        if (weights.is_valid_element(i)) {
            const auto at = weights.get_multidimensional_index(i); // its column and its row
            memory[at[1] * KEYS + at[0]] = Weight(weights[i]);
        }
    simdgroup_barrier(mem_flags::mem_threadgroup);
    Tile left(memory, extents<int, KEYS, QUERIES>());
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
//     S = Q * transpose(K), then P
//     dP = dO * transpose(V), then dS
//     sums += dS * K
// write the sums to dQ
//
// SIMD-groups do not wait for each other.
[[max_total_threads_per_threadgroup(128)]]
kernel void attention_tensor_dq(device float *Q [[buffer(0)]],
                                device float *K [[buffer(1)]],
                                device float *V [[buffer(2)]],
                                device float *dO [[buffer(3)]],
                                device const float *L [[buffer(4)]],
                                device const float *D [[buffer(5)]],
                                device float *dQ [[buffer(6)]],
                                constant AttentionSizes &sizes [[buffer(7)]],
                                uint3 group [[threadgroup_position_in_grid]],
                                ushort simdgroup_index [[simdgroup_index_in_threadgroup]]) {
    alignas(16) threadgroup Weight all_weights[SIMDGROUPS * QUERIES * KEYS];
    threadgroup Weight *weights = all_weights + simdgroup_index * QUERIES * KEYS;

    // This SIMD-group's queries, and its head of each operand.
    const uint first_query = (group.x * SIMDGROUPS + simdgroup_index) * QUERIES;
    if (first_query >= sizes.r)
        return;
    const uint first_column = group.z * SLICE_D;
    const uint head = group.y;
    Q += head * sizes.r * sizes.d;
    K += head / sizes.sharers * sizes.c * sizes.d;
    V += head / sizes.sharers * sizes.c * sizes.d;
    dO += head * sizes.r * sizes.d;
    dQ += head * sizes.r * sizes.d;
    L += head * sizes.r;
    D += head * sizes.r;
    auto q = part_of<TRANSPOSED_Q>(Q, first_query, sizes.r - first_query, 0, sizes.r, sizes.d);
    auto d_o = part_of<TRANSPOSED_O>(dO, first_query, sizes.r - first_query, 0, sizes.r, sizes.d);

    constexpr auto score_product_of = matmul2d_descriptor(QUERIES, KEYS, static_cast<int>(dynamic_extent),
                                                          TRANSPOSED_Q, !TRANSPOSED_K, RELAXED,
                                                          matmul2d_descriptor::mode::multiply);
    matmul2d<score_product_of, execution_simdgroup> score_product;
    auto s = score_product.get_destination_cooperative_tensor<Matrix, Matrix, float>();
    auto slopes = score_product.get_destination_cooperative_tensor<Matrix, Matrix, float>();
    constexpr auto query_product_of = matmul2d_descriptor(QUERIES, SLICE_D, KEYS, false, TRANSPOSED_K,
                                                          RELAXED,
                                                          matmul2d_descriptor::mode::multiply_accumulate);
    matmul2d<query_product_of, execution_simdgroup> query_product;
    auto sums = query_product.get_destination_cooperative_tensor<Tile, Matrix, float>();
    fill(sums, 0.0f);

    // No query of the block sees a key before those of the first query, or after those of the last.
    const uint begin = seen_keys(first_query, sizes).x / KEYS * KEYS;
    const uint end = seen_keys(min(first_query + QUERIES, sizes.r) - 1, sizes).y;
    for (uint own_key = begin; own_key < end; own_key += KEYS) {
        const uint first_key = min(own_key, sizes.c - KEYS); // the last block is moved inward
        auto k = part_of<TRANSPOSED_K>(K, first_key, KEYS, 0, sizes.c, sizes.d);
        score_product.run(q, k, s);
        const bool is_seen = first_key == own_key && all_seen(first_query, first_key, sizes);
        mask_scores(s, first_query, first_key, own_key, is_seen, sizes);
        weigh(s, first_query, L, sizes);
        auto v = part_of<TRANSPOSED_V>(V, first_key, KEYS, 0, sizes.c, sizes.d);
        score_product.run(d_o, v, slopes);
        multiply_slopes(s, slopes, first_query, D, sizes);
        auto k_columns = part_of<TRANSPOSED_K>(K, first_key, KEYS, first_column, sizes.c, sizes.d);
        accumulate(query_product, s, k_columns, sums, weights);
    }

    store<TRANSPOSED_Q>(sums, dQ, first_query, first_column, sizes.r, sizes.d);
}

// Gradients of attention with respect to K and V, with tensor operations: dV = transpose(P)*dO and
// dK = transpose(dS)*Q with dS = P o (dP - D) * scale, where P = exp(scale*Q*transpose(K) + mask - L),
// dP = dO*transpose(V), and D is the row sums of dO o O. A head of K and V sums up the gradients of all query
// heads that share it.
//
// block                16 keys per SIMD-group, 32 queries at a time; SIMD-groups per threadgroup: 4
// head dimension       up to 64
// edges                the last block of queries is moved inward; tensors are zero beyond their extents
// mask                 none
// threadgroup memory   8192 bytes
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

typedef float Element;
typedef float Weight;

constant constexpr uint SIMDGROUPS = 4;
constant constexpr uint KEYS = 16;
constant constexpr uint QUERIES = 32;
constant constexpr uint SLICE_D = 64;
constant constexpr bool TRANSPOSED_Q = false;
constant constexpr bool TRANSPOSED_K = false;
constant constexpr bool TRANSPOSED_V = false;
constant constexpr bool TRANSPOSED_O = false;
constant constexpr bool RELAXED = false;

// The range [x, y) of keys that a query can see by its position. Empty for rows beyond the last.
inline uint2 seen_keys(uint row, constant AttentionSizes &sizes) {
    return row < sizes.r ? uint2(0, sizes.c) : uint2(0);
}

// The scaled and masked score, as an exponent of 2. Minus infinity for a key that is not seen.
inline float masked_score(float score, uint row, uint key, uint2 seen, constant AttentionSizes &sizes) {
    return key >= seen.x && key < seen.y ? sizes.scale_log2 * score : -INFINITY;
}

// Whether the queries of a block see all of its keys.
inline bool all_seen(uint first_query, uint first_key, constant AttentionSizes &sizes) {
    const uint last_query = min(first_query + QUERIES, sizes.r) - 1;
    return first_key >= seen_keys(last_query, sizes).x && first_key + KEYS <= seen_keys(first_query, sizes).y;
}

// Scales and masks a block of scores, of which the block before has taken those before own_query.
template <typename Scores>
inline void mask_scores(thread Scores &s, uint first_query, uint first_key, uint own_query, bool is_seen,
                        constant AttentionSizes &sizes) {
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
            const uint query = first_query + at[0], key = first_key + at[1];
            const uint2 seen = query < own_query ? uint2(0) : seen_keys(query, sizes);
            s[i] = masked_score(s[i], query, key, seen, sizes);
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

// The range [x, y) of queries that can see a key by its position.
inline uint2 seeing_queries(uint key, constant AttentionSizes &sizes) {
    return uint2(0, sizes.r);
}

// Turns scores into P = exp2(S - L), where L is minus infinity for a query that sees no key.
template <typename Scores>
inline void weigh(thread Scores &s, uint first_query, device const float *L, constant AttentionSizes &sizes) {
    #pragma clang loop unroll(full)
    for (ushort i = 0; i < s.get_capacity(); i++)
        if (s.is_valid_element(i)) {
            const auto at = s.get_multidimensional_index(i); // its column and its row
            const uint query = first_query + at[0];
            const float l = query < sizes.r ? M_LOG2E_F * L[query] : 0.0f;
            s[i] = fast::exp2(s[i] - max(l, numeric_limits<float>::lowest()));
        }
}

// Turns P into dS = P o (dP - D) * scale. S and dP are of the same operation, and so have equal layouts.
template <typename Scores, typename Slopes>
inline void multiply_slopes(thread Scores &s, thread Slopes &slopes, uint first_query, device const float *D,
                            constant AttentionSizes &sizes) {
    #pragma clang loop unroll(full)
    for (ushort i = 0; i < s.get_capacity(); i++)
        if (s.is_valid_element(i)) {
            const auto at = s.get_multidimensional_index(i); // its column and its row
            const uint query = first_query + at[0];
            s[i] *= (slopes[i] - (query < sizes.r ? D[query] : 0.0f)) * sizes.scale;
        }
}

// A block of weights in threadgroup memory.
typedef tensor<threadgroup Weight, extents<int, QUERIES, KEYS>, tensor_inline> Tile;

// sums += weights * matrix. The weights stay in registers if the left operand would lie there like them, and
// otherwise go through threadgroup memory.
template <typename Product, typename Weights, typename Sums>
inline void accumulate(thread Product &product, thread Weights &weights, thread Matrix &matrix,
                       thread Sums &sums, threadgroup Weight *memory) {
    if (product.template is_compatible_as_left_input<float, Element, float>(weights)) {
        auto left = product.template get_left_input_cooperative_tensor<float, Element, float>(weights);
        product.run(left, matrix, sums);
        return;
    }
    simdgroup_barrier(mem_flags::mem_threadgroup); // the weights before have been read
    #pragma clang loop unroll(full)
    for (ushort i = 0; i < weights.get_capacity(); i++)
        if (weights.is_valid_element(i)) {
            const auto at = weights.get_multidimensional_index(i); // its column and its row
            memory[at[1] * QUERIES + at[0]] = Weight(weights[i]);
        }
    simdgroup_barrier(mem_flags::mem_threadgroup);
    Tile left(memory, extents<int, QUERIES, KEYS>());
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

// for each query head that shares the keys:
//     for each block of queries that can see a key of this SIMD-group:
//         transpose(S) = K * transpose(Q), then transpose(P)
//         sums_v += transpose(P) * dO
//         transpose(dP) = V * transpose(dO), then transpose(dS)
//         sums_k += transpose(dS) * Q
// write the sums to dV and dK
//
// Computed as transposes, P and dS are left operands as they are.
// SIMD-groups do not wait for each other, and no two write the same element.
[[max_total_threads_per_threadgroup(128)]]
kernel void attention_tensor_dkv(device float *Q [[buffer(0)]],
                                 device float *K [[buffer(1)]],
                                 device float *V [[buffer(2)]],
                                 device float *dO [[buffer(3)]],
                                 device const float *L [[buffer(4)]],
                                 device const float *D [[buffer(5)]],
                                 device float *dK [[buffer(6)]],
                                 device float *dV [[buffer(7)]],
                                 constant AttentionSizes &sizes [[buffer(8)]],
                                 uint3 group [[threadgroup_position_in_grid]],
                                 ushort simdgroup_index [[simdgroup_index_in_threadgroup]]) {
    alignas(16) threadgroup Weight all_weights[SIMDGROUPS * QUERIES * KEYS];
    threadgroup Weight *weights = all_weights + simdgroup_index * QUERIES * KEYS;

    // This SIMD-group's keys, and their head of each operand.
    const uint first_key = (group.x * SIMDGROUPS + simdgroup_index) * KEYS;
    if (first_key >= sizes.c)
        return;
    const uint first_column = group.z * SLICE_D;
    K += group.y * sizes.c * sizes.d;
    V += group.y * sizes.c * sizes.d;
    dK += group.y * sizes.c * sizes.d;
    dV += group.y * sizes.c * sizes.d;
    Q += group.y * sizes.sharers * sizes.r * sizes.d;
    dO += group.y * sizes.sharers * sizes.r * sizes.d;
    L += group.y * sizes.sharers * sizes.r;
    D += group.y * sizes.sharers * sizes.r;
    auto k = part_of<TRANSPOSED_K>(K, first_key, sizes.c - first_key, 0, sizes.c, sizes.d);
    auto v = part_of<TRANSPOSED_V>(V, first_key, sizes.c - first_key, 0, sizes.c, sizes.d);

    constexpr auto score_product_of = matmul2d_descriptor(KEYS, QUERIES, static_cast<int>(dynamic_extent),
                                                          TRANSPOSED_K, !TRANSPOSED_Q, RELAXED,
                                                          matmul2d_descriptor::mode::multiply);
    matmul2d<score_product_of, execution_simdgroup> score_product;
    auto s = score_product.get_destination_cooperative_tensor<Matrix, Matrix, float>();
    auto slopes = score_product.get_destination_cooperative_tensor<Matrix, Matrix, float>();
    constexpr auto value_product_of = matmul2d_descriptor(KEYS, SLICE_D, QUERIES, false, TRANSPOSED_O,
                                                          RELAXED,
                                                          matmul2d_descriptor::mode::multiply_accumulate);
    matmul2d<value_product_of, execution_simdgroup> value_product;
    auto sums_v = value_product.get_destination_cooperative_tensor<Tile, Matrix, float>();
    fill(sums_v, 0.0f);
    constexpr auto key_product_of = matmul2d_descriptor(KEYS, SLICE_D, QUERIES, false, TRANSPOSED_Q, RELAXED,
                                                        matmul2d_descriptor::mode::multiply_accumulate);
    matmul2d<key_product_of, execution_simdgroup> key_product;
    auto sums_k = key_product.get_destination_cooperative_tensor<Tile, Matrix, float>();
    fill(sums_k, 0.0f);

    const uint begin = seeing_queries(first_key, sizes).x / QUERIES * QUERIES;
    const uint end = seeing_queries(min(first_key + KEYS, sizes.c) - 1, sizes).y;
    for (uint head = 0; head < sizes.sharers; head++) {
        for (uint own_query = begin; own_query < end; own_query += QUERIES) {
            const uint first_query = min(own_query, sizes.r - QUERIES); // the last block is moved inward
            auto q = part_of<TRANSPOSED_Q>(Q, first_query, QUERIES, 0, sizes.r, sizes.d);
            score_product.run(k, q, s);
            const bool is_seen = first_query == own_query && all_seen(first_query, first_key, sizes);
            mask_scores(s, first_query, first_key, own_query, is_seen, sizes);
            weigh(s, first_query, L, sizes);
            auto d_o_columns = part_of<TRANSPOSED_O>(dO, first_query, QUERIES, first_column, sizes.r,
                                                     sizes.d);
            accumulate(value_product, s, d_o_columns, sums_v, weights);

            auto d_o = part_of<TRANSPOSED_O>(dO, first_query, QUERIES, 0, sizes.r, sizes.d);
            score_product.run(v, d_o, slopes);
            multiply_slopes(s, slopes, first_query, D, sizes);
            auto q_columns = part_of<TRANSPOSED_Q>(Q, first_query, QUERIES, first_column, sizes.r, sizes.d);
            accumulate(key_product, s, q_columns, sums_k, weights);
        }
        Q += sizes.r * sizes.d;
        dO += sizes.r * sizes.d;
        L += sizes.r;
        D += sizes.r;
    }

    store<TRANSPOSED_V>(sums_v, dV, first_key, first_column, sizes.c, sizes.d);
    store<TRANSPOSED_K>(sums_k, dK, first_key, first_column, sizes.c, sizes.d);
}
