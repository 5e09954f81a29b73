// simdgroup_matrix: 8x8 elements that belong to a SIMD-group as a whole. By default lane 0 holds all of them.
// With MSL_LANE_OWNED_MATRICES each lane holds its own two, for kernels that use thread_elements().
#pragma once
namespace metal {
template <class T, int C, int R> struct simdgroup_matrix;
}
#if MSL_LANE_OWNED_MATRICES
#include "simdgroup_matrix_lanes.h"
#else
#include "matrix_tile.h"
#include "simdgroup_matrix_leader.h"
#endif
namespace metal {
template <class D, class A, class B>
MSL_FUNCTION void simdgroup_multiply(simdgroup_matrix<D, 8, 8> &d, const simdgroup_matrix<A, 8, 8> &a,
                                     const simdgroup_matrix<B, 8, 8> &b, MSL_SITE_ARGUMENT) {
  simdgroup_matrix<D, 8, 8> zero(D(0));
#if MSL_LANE_OWNED_MATRICES
  simdgroup_multiply_accumulate(d, a, b, zero, site);
#else
  simdgroup_multiply_accumulate(d, a, b, zero);
#endif
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
