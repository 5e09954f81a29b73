#include <metal_simdgroup_matrix>
#include <metal_stdlib>
using namespace metal;

// Attention, head by head: O = softmax(Q·Kᵀ·scale)·V, in blocks of keys, with a running maximum and sum per
// row. A threadgroup of 4 SIMD-groups processes 32 rows of Q, 8 per SIMD-group. The benchmark also uses it as
// a long text to compile.
struct Shape {
  uint rows, keys;
  float scale;
  uint causal;
};

constant constexpr ushort DEPTH = 64;
constant constexpr ushort BLOCK_ROWS = 32;
constant constexpr ushort BLOCK_KEYS = 32;
constant constexpr ushort SIMDGROUPS = 4;
constant constexpr ushort THREADS = SIMDGROUPS * 32;
constant constexpr ushort DEPTH_TILES = DEPTH / 8;
constant constexpr ushort KEY_TILES = BLOCK_KEYS / 8;

// Copies `count` rows of DEPTH elements; rows beyond `end` become zero.
inline void stage(threadgroup float *to, device const float *from, uint first, uint end, ushort count,
                  ushort thread_index) {
  for (ushort i = thread_index; i < count * DEPTH / 4; i += THREADS) {
    const uint row = first + i / (DEPTH / 4);
    float4 quad = 0;
    if (row < end) quad = *(device const float4 *)(from + row * DEPTH + i % (DEPTH / 4) * 4);
    *(threadgroup float4 *)(to + i * 4) = quad;
  }
}

// The running maximum and sum of a row, spread over the four lanes that share it.
struct RowState {
  float most;
  float sum;
};

inline float max_of_four(float value) {
  value = max(value, simd_shuffle_xor(value, 1));
  return max(value, simd_shuffle_xor(value, 2));
}

inline float sum_of_four(float value) {
  value += simd_shuffle_xor(value, 1);
  return value + simd_shuffle_xor(value, 2);
}

// Converts the 8 rows of scores to weights and returns the factor for the earlier sums.
inline float soften(threadgroup float *scores, thread RowState &state, uint row, uint first_key,
                    constant Shape &shape, ushort lane) {
  threadgroup float *mine = scores + lane / 4 * BLOCK_KEYS;
  float most = -INFINITY;
  for (ushort i = lane % 4; i < BLOCK_KEYS; i += 4) {
    const uint key = first_key + i;
    const bool seen = key < shape.keys && (shape.causal == 0 || key <= row);
    mine[i] = seen ? mine[i] * shape.scale : -INFINITY;
    most = max(most, mine[i]);
  }
  most = max(state.most, max_of_four(most));
  float sum = 0;
  for (ushort i = lane % 4; i < BLOCK_KEYS; i += 4) {
    const float weight = most == -INFINITY ? 0.0f : exp(mine[i] - most);
    mine[i] = weight;
    sum += weight;
  }
  const float rescale = state.most == -INFINITY ? 0.0f : exp(state.most - most);
  state.sum = state.sum * rescale + sum_of_four(sum);
  state.most = most;
  return rescale;
}

[[max_total_threads_per_threadgroup(128)]]
kernel void attention(device const float *Q [[buffer(0)]], device const float *K [[buffer(1)]],
                      device const float *V [[buffer(2)]], device float *O [[buffer(3)]],
                      constant Shape &shape [[buffer(4)]], uint2 group [[threadgroup_position_in_grid]],
                      ushort thread_index [[thread_index_in_threadgroup]],
                      ushort simdgroup [[simdgroup_index_in_threadgroup]],
                      ushort lane [[thread_index_in_simdgroup]]) {
  threadgroup float keys[BLOCK_KEYS * DEPTH];
  threadgroup float values[BLOCK_KEYS * DEPTH];
  threadgroup float all_scores[SIMDGROUPS * 8 * BLOCK_KEYS];
  threadgroup float all_factors[SIMDGROUPS * 64];
  threadgroup float *scores = all_scores + simdgroup * 8 * BLOCK_KEYS;
  threadgroup float *factors = all_factors + simdgroup * 64;

  Q += group.y * shape.rows * DEPTH;
  O += group.y * shape.rows * DEPTH;
  K += group.y * shape.keys * DEPTH;
  V += group.y * shape.keys * DEPTH;
  const uint first_row = group.x * BLOCK_ROWS + simdgroup * 8;
  const uint row = first_row + lane / 4;

  simdgroup_float8x8 q[DEPTH_TILES], o[DEPTH_TILES];
  for (ushort i = 0; i < DEPTH_TILES; i++) {
    simdgroup_load(q[i], Q + first_row * DEPTH + i * 8, DEPTH);
    o[i] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
  }
  RowState state{-INFINITY, 0.0f};

  const uint last_row = group.x * BLOCK_ROWS + BLOCK_ROWS - 1;
  const uint key_end = shape.causal ? min(shape.keys, last_row + 1) : shape.keys;
  for (uint first_key = 0; first_key < key_end; first_key += BLOCK_KEYS) {
    stage(keys, K, first_key, shape.keys, BLOCK_KEYS, thread_index);
    stage(values, V, first_key, shape.keys, BLOCK_KEYS, thread_index);
    threadgroup_barrier(mem_flags::mem_threadgroup);

    for (ushort j = 0; j < KEY_TILES; j++) {
      simdgroup_float8x8 score = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
      for (ushort i = 0; i < DEPTH_TILES; i++) {
        simdgroup_float8x8 key;
        simdgroup_load(key, keys + j * 8 * DEPTH + i * 8, DEPTH, ulong2(0, 0), true);
        simdgroup_multiply_accumulate(score, q[i], key, score);
      }
      simdgroup_store(score, scores + j * 8, BLOCK_KEYS);
    }
    simdgroup_barrier(mem_flags::mem_threadgroup);

    // Scales the earlier sums as the maximum grows, by a diagonal matrix from the left.
    const float rescale = soften(scores, state, row, first_key, shape, lane);
    for (ushort i = lane; i < 64; i += 32) factors[i] = 0;
    simdgroup_barrier(mem_flags::mem_threadgroup);
    if (lane % 4 == 0) factors[lane / 4 * 9] = rescale;
    simdgroup_barrier(mem_flags::mem_threadgroup);

    simdgroup_float8x8 diagonal;
    simdgroup_load(diagonal, factors, 8);
    for (ushort i = 0; i < DEPTH_TILES; i++) {
      simdgroup_float8x8 sum;
      simdgroup_multiply(sum, diagonal, o[i]);
      for (ushort j = 0; j < KEY_TILES; j++) {
        simdgroup_float8x8 weight, value;
        simdgroup_load(weight, scores + j * 8, BLOCK_KEYS);
        simdgroup_load(value, values + j * 8 * DEPTH + i * 8, DEPTH);
        simdgroup_multiply_accumulate(sum, weight, value, sum);
      }
      o[i] = sum;
    }
    threadgroup_barrier(mem_flags::mem_threadgroup);
  }

  // Divides by the sums of the weights.
  for (ushort i = lane; i < 64; i += 32) factors[i] = 0;
  simdgroup_barrier(mem_flags::mem_threadgroup);
  if (lane % 4 == 0) factors[lane / 4 * 9] = 1.0f / state.sum;
  simdgroup_barrier(mem_flags::mem_threadgroup);
  simdgroup_float8x8 diagonal;
  simdgroup_load(diagonal, factors, 8);
  for (ushort i = 0; i < DEPTH_TILES; i++) {
    simdgroup_float8x8 result;
    simdgroup_multiply(result, diagonal, o[i]);
    simdgroup_store(result, O + first_row * DEPTH + i * 8, DEPTH);
  }
}
