// simdgroup_matrix: 8x8 elements that belong to a SIMD-group as a whole. By default lane 0 holds them all,
// operations run once in vector instructions, and for the other lanes they are nothing. For kernels that use
// thread_elements() each lane holds its two elements, in Apple's order.
#pragma once
namespace metal {
enum class MslHolding { whole, nothing, pairs };
// `holding`: what the lanes that run this code hold of a matrix. object.h defines it.
template <class T> struct MslHeld;

typedef float MslRow __attribute__((ext_vector_type(8), aligned(4)));

// c += a · b on row-major 8x8 tiles of float.
#ifdef __AVX512F__
// Two rows of c a vector: each step takes one column of a, spread over the halves, and one row of b in both.
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

// Where a lane's two elements are: row, and column of the first.
MSL_FUNCTION int lane_row(int lane) { return (lane >> 2 & 4) | (lane >> 1 & 3); }
MSL_FUNCTION int lane_column(int lane) { return (lane >> 2 & 2) << 1 | (lane & 1) << 1; }
// Which lane has an element.
MSL_FUNCTION int lane_of(int r, int c) { return (r & 4) << 2 | (r & 3) << 1 | (c & 4) << 1 | (c & 2) >> 1; }

// Pairs of rows are interleaved three times over: of elements, of pairs, of fours.
MSL_FUNCTION void transpose_8x8(float *to, long to_row, const float *from, long from_row) {
  MslRow rows[8], pairs[8];
#pragma unroll
  for (int i = 0; i < 8; i++)
    rows[i] = *(const MslRow *)(from + from_row * i);
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
    *(MslRow *)(to + to_row * i) =
        i & 4 ? __builtin_shufflevector(rows[i - 4], rows[i], 4, 5, 6, 7, 12, 13, 14, 15)
              : __builtin_shufflevector(rows[i], rows[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
}
MSL_FUNCTION void transpose_tile(float *elements) { transpose_8x8(elements, 8, elements, 8); }

template <class T, MslHolding> struct MslTile;

// For the functions of a text that the kernels at hand do not use.
#define MSL_NO_THREAD_ELEMENTS                                                                               \
  MSL_NOT_PAIRS __private vec<T, 2> &thread_elements() { __builtin_unreachable(); }                          \
  MSL_NOT_PAIRS const __private vec<T, 2> &thread_elements() const { __builtin_unreachable(); }
#define MSL_NOT_PAIRS                                                                                        \
  __attribute__((noinline, error("thread_elements() is not known to be used by this kernel")))
template <class T> struct MslTile<T, MslHolding::whole> {
  // Numbers of T, kept as float: a tile is multiplied more often than it is loaded or rounded.
  alignas(64) float elements[64];
  template <class F> MSL_FUNCTION void each(F f) {
    for (int r = 0; r < 8; r++)
      for (int c = 0; c < 8; c++)
        elements[8 * r + c] = (float)f(r, c);
  }
  MSL_NO_THREAD_ELEMENTS
};
template <class T> struct MslTile<T, MslHolding::nothing> {
  template <class F> MSL_FUNCTION void each(F) {}
  MSL_NO_THREAD_ELEMENTS
};
#undef MSL_NO_THREAD_ELEMENTS
#undef MSL_NOT_PAIRS
template <class T> struct MslTile<T, MslHolding::pairs> {
  vec<T, 2> pair;
  template <class F> MSL_FUNCTION void each(F f) {
    const int lane = msl_current_lane()->lane, r = lane_row(lane), c = lane_column(lane);
    pair = vec<T, 2>(f(r, c), f(r, c + 1));
  }
  MSL_FUNCTION __private vec<T, 2> &thread_elements() { return (__private vec<T, 2> &)pair; }
  MSL_FUNCTION const __private vec<T, 2> &thread_elements() const {
    return (const __private vec<T, 2> &)pair;
  }
};

template <class T, int C, int R> struct simdgroup_matrix;
template <class T> struct simdgroup_matrix<T, 8, 8> : MslTile<T, MslHeld<T>::holding> {
  typedef vec<T, 2> storage_type; // of each lane
  simdgroup_matrix() = default;
  explicit MSL_FUNCTION simdgroup_matrix(T diagonal) {
    this->each([=](int r, int c) -> T { return T(r == c ? (float)diagonal : 0.0f); });
  }
};

// Undefined unless all lanes of the SIMD-group do it; seen only when someone looks.
MSL_FUNCTION void together(msl_site site) {
  if (MSL_CHECKS)
    msl_sync_simdgroup(msl_current_lane(), site);
}
template <class T, class P>
MSL_FUNCTION void simdgroup_load(simdgroup_matrix<T, 8, 8> &m, P from, ulong elements_per_row = 8,
                                 vec<ulong, 2> origin = 0, bool transpose = false, MSL_SITE_ARGUMENT) {
  constexpr MslHolding holding = MslHeld<T>::holding;
  from += origin.y * elements_per_row + origin.x;
  if constexpr (holding == MslHolding::whole) {
    m.each([=](int r, int c) -> T { return (T)from[r * elements_per_row + c]; });
    if (transpose)
      transpose_tile(m.elements);
  } else if constexpr (holding == MslHolding::pairs) {
    together(site);
    m.each([=](int r, int c) -> T {
      return (T)from[transpose ? c * elements_per_row + r : r * elements_per_row + c];
    });
  }
}
template <class T, class P>
MSL_FUNCTION void simdgroup_store(const simdgroup_matrix<T, 8, 8> &m, P to, ulong elements_per_row = 8,
                                  vec<ulong, 2> origin = 0, bool transpose = false, MSL_SITE_ARGUMENT) {
  constexpr MslHolding holding = MslHeld<T>::holding;
  to += origin.y * elements_per_row + origin.x;
  if constexpr (holding == MslHolding::whole) {
    for (int r = 0; r < 8; r++)
      for (int c = 0; c < 8; c++)
        to[transpose ? c * elements_per_row + r : r * elements_per_row + c] = (T)m.elements[8 * r + c];
  } else if constexpr (holding == MslHolding::pairs) {
    together(site);
    const int lane = msl_current_lane()->lane, r = lane_row(lane), c = lane_column(lane);
    for (int i = 0; i < 2; i++)
      to[transpose ? (c + i) * elements_per_row + r : r * elements_per_row + c + i] = m.pair.elements[i];
  }
}
template <class D, class A, class B, class C>
MSL_FUNCTION void simdgroup_multiply_accumulate(simdgroup_matrix<D, 8, 8> &d,
                                                const simdgroup_matrix<A, 8, 8> &a,
                                                const simdgroup_matrix<B, 8, 8> &b,
                                                const simdgroup_matrix<C, 8, 8> &c, MSL_SITE_ARGUMENT) {
  constexpr MslHolding holding = MslHeld<D>::holding;
  if constexpr (holding == MslHolding::whole) {
    alignas(64) float sums[64];
    for (int i = 0; i < 64; i++)
      sums[i] = c.elements[i];
    multiply_accumulate_tiles(sums, a.elements, b.elements);
    for (int i = 0; i < 64; i++)
      d.elements[i] = (float)(D)sums[i];
  } else if constexpr (holding == MslHolding::pairs) {
    // One exchange of every lane's pairs of both matrices; each lane then makes its own two sums.
    together(site);
    struct Pairs {
      float a[2], b[2];
    };
    const Pairs own{{(float)a.pair.elements[0], (float)a.pair.elements[1]},
                    {(float)b.pair.elements[0], (float)b.pair.elements[1]}};
    const auto x = exchanged(own, site);
    const int r = lane_row(x.lane), first = lane_column(x.lane);
    float sums[2] = {(float)c.pair.elements[0], (float)c.pair.elements[1]};
#pragma unroll
    for (int k = 0; k < 8; k++) {
      const float left = x[lane_of(r, k)].a[k & 1];
      const Pairs right = x[lane_of(k, first)];
      sums[0] += left * right.b[0];
      sums[1] += left * right.b[1];
    }
    d.pair = vec<D, 2>((D)sums[0], (D)sums[1]);
  }
}
template <class D, class A, class B>
MSL_FUNCTION void simdgroup_multiply(simdgroup_matrix<D, 8, 8> &d, const simdgroup_matrix<A, 8, 8> &a,
                                     const simdgroup_matrix<B, 8, 8> &b, MSL_SITE_ARGUMENT) {
  simdgroup_matrix<D, 8, 8> zero(D(0));
  simdgroup_multiply_accumulate(d, a, b, zero, site);
}
template <class T>
MSL_FUNCTION simdgroup_matrix<T, 8, 8> operator*(const simdgroup_matrix<T, 8, 8> &a,
                                                 const simdgroup_matrix<T, 8, 8> &b) {
  simdgroup_matrix<T, 8, 8> product;
  simdgroup_multiply(product, a, b);
  return product;
}
template <class T, int C, int R = C>
MSL_FUNCTION simdgroup_matrix<T, C, R> make_filled_simdgroup_matrix(T value) {
  simdgroup_matrix<T, C, R> m;
  m.each([=](int, int) -> T { return value; });
  return m;
}
template <class T, int C, int R = C>
MSL_FUNCTION simdgroup_matrix<T, C, R> make_diagonal_simdgroup_matrix(T value) {
  return simdgroup_matrix<T, C, R>(value);
}
typedef simdgroup_matrix<float, 8, 8> simdgroup_float8x8;
typedef simdgroup_matrix<half, 8, 8> simdgroup_half8x8;
typedef simdgroup_matrix<bfloat, 8, 8> simdgroup_bfloat8x8;
} // namespace metal
