// Tests on values. They inspect the bits, so that fast-math flags cannot fold them away.
// With checks they report NaN and infinity, which fast math takes for impossible.
#pragma once
namespace metal {
#define MSL_TEST(name, what, T, U, magnitude, found, fails)                                                  \
  MSL_FUNCTION bool name(T x) {                                                                              \
    const U size = as_type<U>(x) & magnitude;                                                                \
    if (MSL_CHECKS && (fails))                                                                               \
      msl_check_arithmetic(what, (float)x, 0);                                                               \
    return found;                                                                                            \
  }
#define MSL_CLASSES(T, U, magnitude, infinite, least_normal)                                                 \
  MSL_TEST(isnan, MSL_ISNAN, T, U, magnitude, size > infinite, size > infinite)                              \
  MSL_TEST(isinf, MSL_ISINF, T, U, magnitude, size == infinite, size == infinite)                            \
  MSL_TEST(isfinite, MSL_ISFINITE, T, U, magnitude, size < infinite, size >= infinite)                       \
  MSL_TEST(isnormal, MSL_ISNORMAL, T, U, magnitude, size < infinite && size >= least_normal,                 \
           size >= infinite)                                                                                 \
  MSL_FUNCTION bool signbit(T x) { return (as_type<U>(x) & (U)~magnitude) != 0; }                            \
  MSL_FUNCTION bool isordered(T x, T y) { return !isnan(x) && !isnan(y); }                                   \
  MSL_FUNCTION bool isunordered(T x, T y) { return isnan(x) || isnan(y); }
MSL_CLASSES(float, uint, 0x7fffffffu, 0x7f800000u, 0x00800000u)
MSL_CLASSES(half, ushort, 0x7fff, 0x7c00, 0x0400)
MSL_CLASSES(bfloat, ushort, 0x7fff, 0x7f80, 0x0080)
#undef MSL_CLASSES
#undef MSL_TEST
#define MSL_TEST_1(name)                                                                                     \
  template <class T, int N> MSL_FUNCTION vec<bool, N> name(vec<T, N> v) {                                    \
    vec<bool, N> r;                                                                                          \
    for (int i = 0; i < N; i++)                                                                              \
      r.elements[i] = name(v.native[i]);                                                                     \
    return r;                                                                                                \
  }
#define MSL_TEST_2(name)                                                                                     \
  template <class T, int N> MSL_FUNCTION vec<bool, N> name(vec<T, N> a, vec<T, N> b) {                       \
    vec<bool, N> r;                                                                                          \
    for (int i = 0; i < N; i++)                                                                              \
      r.elements[i] = name(a.native[i], b.native[i]);                                                        \
    return r;                                                                                                \
  }
MSL_TEST_1(isnan)
MSL_TEST_1(isinf)
MSL_TEST_1(isfinite)
MSL_TEST_1(isnormal)
MSL_TEST_1(signbit)
MSL_TEST_2(isordered)
MSL_TEST_2(isunordered)
#undef MSL_TEST_1
#undef MSL_TEST_2
MSL_FUNCTION bool any(bool a) { return a; }
MSL_FUNCTION bool all(bool a) { return a; }
template <int N> MSL_FUNCTION bool any(vec<bool, N> v) {
  bool r = false;
  for (int i = 0; i < N; i++)
    r |= v.native[i];
  return r;
}
template <int N> MSL_FUNCTION bool all(vec<bool, N> v) {
  bool r = true;
  for (int i = 0; i < N; i++)
    r &= v.native[i];
  return r;
}
} // namespace metal
