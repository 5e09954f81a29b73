// Operations on row-major 8x8 tiles of float.
#pragma once
namespace metal {
typedef float MslRow __attribute__((ext_vector_type(8), aligned(4)));

// c += a · b.
#ifdef __AVX512F__
// Two rows of c per vector. Each step multiplies one column of a, spread over the halves, by one row of b in
// both.
typedef float MslRowPair __attribute__((ext_vector_type(16), aligned(4)));
template <int K>
MSL_FUNCTION void multiply_accumulate_step(MslRowPair *rows, const MslRowPair *a, const float *b) {
  const MslRow row = *(const MslRow *)(b + 8 * K);
  const MslRowPair twice = __builtin_shufflevector(row, row, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
#pragma unroll
  for (int i = 0; i < 4; i++)
    rows[i] += twice * __builtin_shufflevector(a[i], a[i], K, K, K, K, K, K, K, K, K + 8, K + 8, K + 8, K + 8,
                                               K + 8, K + 8, K + 8, K + 8);
}
MSL_FUNCTION void multiply_accumulate_tiles(float *c, const float *a, const float *b) {
  MslRowPair rows[4], columns[4];
#pragma unroll
  for (int i = 0; i < 4; i++) {
    rows[i] = *(const MslRowPair *)(c + 16 * i);
    columns[i] = *(const MslRowPair *)(a + 16 * i);
  }
  multiply_accumulate_step<0>(rows, columns, b);
  multiply_accumulate_step<1>(rows, columns, b);
  multiply_accumulate_step<2>(rows, columns, b);
  multiply_accumulate_step<3>(rows, columns, b);
  multiply_accumulate_step<4>(rows, columns, b);
  multiply_accumulate_step<5>(rows, columns, b);
  multiply_accumulate_step<6>(rows, columns, b);
  multiply_accumulate_step<7>(rows, columns, b);
#pragma unroll
  for (int i = 0; i < 4; i++)
    *(MslRowPair *)(c + 16 * i) = rows[i];
}
#else
MSL_FUNCTION void multiply_accumulate_tiles(float *c, const float *a, const float *b) {
  MslRow rows[8];
#pragma unroll
  for (int i = 0; i < 8; i++)
    rows[i] = *(const MslRow *)(c + 8 * i);
#pragma unroll
  for (int k = 0; k < 8; k++) {
    const MslRow row = *(const MslRow *)(b + 8 * k);
#pragma unroll
    for (int i = 0; i < 8; i++)
      rows[i] += (MslRow)a[8 * i + k] * row;
  }
#pragma unroll
  for (int i = 0; i < 8; i++)
    *(MslRow *)(c + 8 * i) = rows[i];
}
#endif

// Interleaves pairs of rows three times: by elements, by pairs, by fours.
MSL_FUNCTION void transpose_tile(float *elements) {
  MslRow rows[8], pairs[8];
#pragma unroll
  for (int i = 0; i < 8; i++)
    rows[i] = *(const MslRow *)(elements + 8 * i);
#pragma unroll
  for (int i = 0; i < 8; i += 2) {
    pairs[i] = __builtin_shufflevector(rows[i], rows[i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    pairs[i + 1] = __builtin_shufflevector(rows[i], rows[i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
#pragma unroll
  for (int i = 0; i < 8; i++)
    rows[i] = i & 2 ? __builtin_shufflevector(pairs[i - 2], pairs[i], 2, 3, 10, 11, 6, 7, 14, 15)
                    : __builtin_shufflevector(pairs[i], pairs[i + 2], 0, 1, 8, 9, 4, 5, 12, 13);
#pragma unroll
  for (int i = 0; i < 8; i++)
    *(MslRow *)(elements + 8 * i) =
        i & 4 ? __builtin_shufflevector(rows[i - 4], rows[i], 4, 5, 6, 7, 12, 13, 14, 15)
              : __builtin_shufflevector(rows[i], rows[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
}
} // namespace metal
