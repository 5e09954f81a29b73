// simdgroup_matrix with two elements in each lane, in Apple's order.
#pragma once
namespace metal {
// The row of a lane's two elements, and the column of the first.
MSL_FUNCTION int lane_row(int lane) { return (lane >> 2 & 4) | (lane >> 1 & 3); }
MSL_FUNCTION int lane_column(int lane) { return (lane >> 2 & 2) << 1 | (lane & 1) << 1; }
// The lane that holds an element.
MSL_FUNCTION int lane_of(int r, int c) { return (r & 4) << 2 | (r & 3) << 1 | (c & 4) << 1 | (c & 2) >> 1; }

template <class T> struct simdgroup_matrix<T, 8, 8> {
  vec<T, 2> pair;
  template <class F> MSL_FUNCTION void each(F f) {
    const int lane = msl_current_lane()->lane, r = lane_row(lane), c = lane_column(lane);
    pair = vec<T, 2>(f(r, c), f(r, c + 1));
  }
  simdgroup_matrix() = default;
  explicit MSL_FUNCTION simdgroup_matrix(T diagonal) {
    each([=](int r, int c) -> T { return T(r == c ? (float)diagonal : 0.0f); });
  }
  MSL_FUNCTION __private vec<T, 2> &thread_elements() { return (__private vec<T, 2> &)pair; }
  MSL_FUNCTION const __private vec<T, 2> &thread_elements() const {
    return (const __private vec<T, 2> &)pair;
  }
};
// Matrix operations are undefined unless all lanes of the SIMD-group take part; only checks can tell.
MSL_FUNCTION void together(uint site) {
  if (MSL_CHECKS)
    msl_sync_simdgroup(msl_current_lane(), site);
}
template <class T, class P>
MSL_FUNCTION void simdgroup_load(simdgroup_matrix<T, 8, 8> &m, P from, ulong elements_per_row = 8,
                                 vec<ulong, 2> origin = 0, bool transpose = false, MSL_SITE_ARGUMENT) {
  together(site);
  from += origin.y * elements_per_row + origin.x;
  m.each([=](int r, int c) -> T {
    return (T)from[transpose ? c * elements_per_row + r : r * elements_per_row + c];
  });
}
template <class T, class P>
MSL_FUNCTION void simdgroup_store(const simdgroup_matrix<T, 8, 8> &m, P to, ulong elements_per_row = 8,
                                  vec<ulong, 2> origin = 0, bool transpose = false, MSL_SITE_ARGUMENT) {
  together(site);
  to += origin.y * elements_per_row + origin.x;
  const int lane = msl_current_lane()->lane, r = lane_row(lane), c = lane_column(lane);
  for (int i = 0; i < 2; i++)
    to[transpose ? (c + i) * elements_per_row + r : r * elements_per_row + c + i] = m.pair.elements[i];
}
// Exchanges every lane's pairs of both matrices at once; each lane then computes its own two sums.
template <class D, class A, class B, class C>
MSL_FUNCTION void simdgroup_multiply_accumulate(simdgroup_matrix<D, 8, 8> &d,
                                                const simdgroup_matrix<A, 8, 8> &a,
                                                const simdgroup_matrix<B, 8, 8> &b,
                                                const simdgroup_matrix<C, 8, 8> &c, MSL_SITE_ARGUMENT) {
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
} // namespace metal
