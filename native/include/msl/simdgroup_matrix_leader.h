// simdgroup_matrix as lane 0 of the SIMD-group holds it: operations run once, in vector instructions, and do
// nothing for the other lanes.
#pragma once
namespace metal {
template <class T> struct simdgroup_matrix<T, 8, 8> {
#if MSL_FOLLOWER
  template <class F> MSL_FUNCTION void each(F) {}
#else
  // Values of T stored as float, because a tile is multiplied more often than it is loaded or rounded.
  alignas(64) float elements[64];
  template <class F> MSL_FUNCTION void each(F f) {
    for (int r = 0; r < 8; r++)
      for (int c = 0; c < 8; c++)
        elements[8 * r + c] = (float)f(r, c);
  }
#endif
  simdgroup_matrix() = default;
// Declared only, for functions that are not used by the kernels being compiled.
#define MSL_NOT_LANE_OWNED __attribute__((error("thread_elements() is not known to be used by this kernel")))
  MSL_NOT_LANE_OWNED __private vec<T, 2> &thread_elements();
  MSL_NOT_LANE_OWNED const __private vec<T, 2> &thread_elements() const;
#undef MSL_NOT_LANE_OWNED
  explicit MSL_FUNCTION simdgroup_matrix(T diagonal) {
    each([=](int r, int c) -> T { return T(r == c ? (float)diagonal : 0.0f); });
  }
};
#if MSL_FOLLOWER
template <class T, class P>
MSL_FUNCTION void simdgroup_load(simdgroup_matrix<T, 8, 8> &, P, ulong = 8, vec<ulong, 2> = 0, bool = false) {
}
template <class T, class P>
MSL_FUNCTION void simdgroup_store(const simdgroup_matrix<T, 8, 8> &, P, ulong = 8, vec<ulong, 2> = 0,
                                  bool = false) {}
template <class D, class A, class B, class C>
MSL_FUNCTION void
simdgroup_multiply_accumulate(simdgroup_matrix<D, 8, 8> &, const simdgroup_matrix<A, 8, 8> &,
                              const simdgroup_matrix<B, 8, 8> &, const simdgroup_matrix<C, 8, 8> &) {}
#else
template <class T, class P>
MSL_FUNCTION void simdgroup_load(simdgroup_matrix<T, 8, 8> &m, P from, ulong elements_per_row = 8,
                                 vec<ulong, 2> origin = 0, bool transpose = false) {
  from += origin.y * elements_per_row + origin.x;
  m.each([=](int r, int c) -> T { return (T)from[r * elements_per_row + c]; });
  if (transpose)
    transpose_tile(m.elements);
}
template <class T, class P>
MSL_FUNCTION void simdgroup_store(const simdgroup_matrix<T, 8, 8> &m, P to, ulong elements_per_row = 8,
                                  vec<ulong, 2> origin = 0, bool transpose = false) {
  to += origin.y * elements_per_row + origin.x;
  for (int r = 0; r < 8; r++)
    for (int c = 0; c < 8; c++)
      to[transpose ? c * elements_per_row + r : r * elements_per_row + c] = (T)m.elements[8 * r + c];
}
template <class D, class A, class B, class C>
MSL_FUNCTION void
simdgroup_multiply_accumulate(simdgroup_matrix<D, 8, 8> &d, const simdgroup_matrix<A, 8, 8> &a,
                              const simdgroup_matrix<B, 8, 8> &b, const simdgroup_matrix<C, 8, 8> &c) {
  alignas(64) float sums[64];
  for (int i = 0; i < 64; i++)
    sums[i] = c.elements[i];
  multiply_accumulate_tiles(sums, a.elements, b.elements);
  for (int i = 0; i < 64; i++)
    d.elements[i] = (float)(D)sums[i];
}
#endif
} // namespace metal
