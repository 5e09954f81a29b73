// Built-in functions of Metal's compiler that kernels in the wild use. The last argument selects the math
// mode, which makes no difference here.
#pragma once
#define __METAL_MAYBE_FAST_MATH__ 0
#define __METAL_FAST_MATH__ 1
#define __METAL_PRECISE_MATH__ 2
#define __metal_get_thread_index_in_simdgroup(type) ((ushort)msl_current_lane()->lane)
#define __metal_get_simdgroup_size(type) ((ushort)MSL_SIMD_WIDTH)
#define MSL_BUILTIN_1(name)                                                                                  \
  template <class T> MSL_FUNCTION T __metal_##name(T x, int = 0) { return metal::name(x); }
#define MSL_BUILTIN_2(name)                                                                                  \
  template <class T> MSL_FUNCTION T __metal_##name(T x, T y, int = 0) { return metal::name(x, y); }
#define MSL_BUILTIN_3(name)                                                                                  \
  template <class T> MSL_FUNCTION T __metal_##name(T x, T y, T z, int = 0) { return metal::name(x, y, z); }
MSL_BUILTIN_1(acos)
MSL_BUILTIN_1(acosh)
MSL_BUILTIN_1(asin)
MSL_BUILTIN_1(asinh)
MSL_BUILTIN_1(atan)
MSL_BUILTIN_1(atanh)
MSL_BUILTIN_1(ceil)
MSL_BUILTIN_1(cos)
MSL_BUILTIN_1(cosh)
MSL_BUILTIN_1(cospi)
MSL_BUILTIN_1(exp)
MSL_BUILTIN_1(exp2)
MSL_BUILTIN_1(exp10)
MSL_BUILTIN_1(fabs)
MSL_BUILTIN_1(floor)
MSL_BUILTIN_1(fract)
MSL_BUILTIN_1(log)
MSL_BUILTIN_1(log2)
MSL_BUILTIN_1(log10)
MSL_BUILTIN_1(rint)
MSL_BUILTIN_1(round)
MSL_BUILTIN_1(rsqrt)
MSL_BUILTIN_1(sin)
MSL_BUILTIN_1(sinh)
MSL_BUILTIN_1(sinpi)
MSL_BUILTIN_1(sqrt)
MSL_BUILTIN_1(tan)
MSL_BUILTIN_1(tanh)
MSL_BUILTIN_1(tanpi)
MSL_BUILTIN_1(trunc)
MSL_BUILTIN_2(atan2)
MSL_BUILTIN_2(divide)
MSL_BUILTIN_2(fmax)
MSL_BUILTIN_2(fmin)
MSL_BUILTIN_2(fmod)
MSL_BUILTIN_2(pow)
MSL_BUILTIN_2(powr)
MSL_BUILTIN_2(nextafter)
MSL_BUILTIN_3(fma)
MSL_BUILTIN_3(fmax3)
MSL_BUILTIN_3(fmin3)
MSL_BUILTIN_3(fmedian3)
#undef MSL_BUILTIN_1
#undef MSL_BUILTIN_2
#undef MSL_BUILTIN_3
template <class T> MSL_FUNCTION T __metal_ldexp(T x, int exponent, int = 0) {
  return metal::ldexp(x, exponent);
}
template <class T, class P> MSL_FUNCTION T __metal_frexp(T x, P exponent) {
  return metal::frexp(x, *exponent);
}
template <class T> MSL_FUNCTION T __metal_simd_xor(T x) {
  if constexpr (__is_same(T, float))
    return metal::as_type<float>(metal::simd_xor(metal::as_type<uint>(x)));
  else
    return metal::simd_xor(x);
}
// Macros, because these functions record their caller's line.
#define __metal_simd_sum metal::simd_sum
#define __metal_simd_product metal::simd_product
#define __metal_simd_min metal::simd_min
#define __metal_simd_max metal::simd_max
#define __metal_simd_and metal::simd_and
#define __metal_simd_or metal::simd_or
#define __metal_simd_shuffle metal::simd_shuffle
#define __metal_simd_shuffle_xor metal::simd_shuffle_xor
#define __metal_simd_shuffle_up metal::simd_shuffle_up
#define __metal_simd_shuffle_down metal::simd_shuffle_down
#define __metal_simd_shuffle_rotate_up metal::simd_shuffle_rotate_up
#define __metal_simd_shuffle_rotate_down metal::simd_shuffle_rotate_down
#define __metal_simd_shuffle_and_fill_up metal::simd_shuffle_and_fill_up
#define __metal_simd_shuffle_and_fill_down metal::simd_shuffle_and_fill_down
#define __metal_simd_broadcast metal::simd_broadcast
#define __metal_simd_prefix_inclusive_sum metal::simd_prefix_inclusive_sum
#define __metal_simd_prefix_inclusive_product metal::simd_prefix_inclusive_product
#define __metal_simd_prefix_exclusive_sum metal::simd_prefix_exclusive_sum
#define __metal_simd_prefix_exclusive_product metal::simd_prefix_exclusive_product

// The registers of a matrix, as Metal's own simdgroup_matrix declares them: of its 64 elements each lane has
// two, and this code is for lanes that hold no more.
template <class T> struct metal::vec<T, 64> {
  vec<T, 2> pair;
};
#define MSL_MULTIPLY_ACCUMULATE __metal_simdgroup_matrix_8x8_multiply_accumulate
template <class A, class B, class C>
MSL_FUNCTION metal::vec<C, 64> MSL_MULTIPLY_ACCUMULATE(metal::vec<A, 64> a, metal::vec<B, 64> b,
                                                       metal::vec<C, 64> c, metal::vec<C, 64>,
                                                       uint site = MSL_SITE_HERE) {
  metal::simdgroup_matrix<A, 8, 8> left;
  metal::simdgroup_matrix<B, 8, 8> right;
  metal::simdgroup_matrix<C, 8, 8> sum;
  left.thread_elements() = a.pair;
  right.thread_elements() = b.pair;
  sum.thread_elements() = c.pair;
  metal::simdgroup_multiply_accumulate(sum, left, right, sum, site);
  return metal::vec<C, 64>{sum.thread_elements()};
}
#undef MSL_MULTIPLY_ACCUMULATE
