// Math functions for float, half and their vectors. half is computed in float. precise:: and fast:: are the
// same here: both use the host library, which is at least as accurate as Metal requires of either. With
// checks, all but precise:: report the numbers for which Metal's formulas fail.
#pragma once
#define MSL_MATH_1(name, expression)                                                                         \
  MSL_FUNCTION float name(float x) { return expression; }                                                    \
  MSL_FUNCTION half name(half h) {                                                                           \
    const float x = h;                                                                                       \
    return (half)(expression);                                                                               \
  }                                                                                                          \
  template <class T, int N> MSL_FUNCTION vec<T, N> name(vec<T, N> v) {                                       \
    for (int i = 0; i < N; i++)                                                                              \
      v.native[i] = name(v.native[i]);                                                                       \
    return v;                                                                                                \
  }
// A function that takes clang's vectors of float as a whole.
#define MSL_MATH_VECTOR(name, function)                                                                      \
  MSL_MATH_1(name, function(x))                                                                              \
  MSL_MATH_WHOLE(name, function)
#define MSL_MATH_WHOLE(name, function)                                                                       \
  template <int N> MSL_FUNCTION vec<float, N> name(vec<float, N> v) {                                        \
    v.native = function(v.native);                                                                           \
    return v;                                                                                                \
  }
#define MSL_MATH_2(name, expression)                                                                         \
  MSL_FUNCTION float name(float x, float y) { return expression; }                                           \
  MSL_FUNCTION half name(half a, half b) {                                                                   \
    const float x = a, y = b;                                                                                \
    return (half)(expression);                                                                               \
  }                                                                                                          \
  template <class T, int N> MSL_FUNCTION vec<T, N> name(vec<T, N> a, vec<T, N> b) {                          \
    for (int i = 0; i < N; i++)                                                                              \
      a.native[i] = name(a.native[i], b.native[i]);                                                          \
    return a;                                                                                                \
  }                                                                                                          \
  template <class T, int N> MSL_FUNCTION vec<T, N> name(vec<T, N> a, typename identity<T>::type b) {         \
    return name(a, vec<T, N>(b));                                                                            \
  }                                                                                                          \
  template <class T, int N> MSL_FUNCTION vec<T, N> name(typename identity<T>::type a, vec<T, N> b) {         \
    return name(vec<T, N>(a), b);                                                                            \
  }
// Of the other two arguments one at least is a scalar, which stands for a vector of it.
namespace msl {
template <class A, class B>
using Mixed = metal::enable_if_t<metal::is_arithmetic_v<A> || metal::is_arithmetic_v<B>>;
}
#define MSL_MATH_3(name, expression)                                                                         \
  MSL_FUNCTION float name(float x, float y, float z) { return expression; }                                  \
  MSL_FUNCTION half name(half a, half b, half c) {                                                           \
    const float x = a, y = b, z = c;                                                                         \
    return (half)(expression);                                                                               \
  }                                                                                                          \
  template <class T, int N> MSL_FUNCTION vec<T, N> name(vec<T, N> a, vec<T, N> b, vec<T, N> c) {             \
    for (int i = 0; i < N; i++)                                                                              \
      a.native[i] = name(a.native[i], b.native[i], c.native[i]);                                             \
    return a;                                                                                                \
  }
#define MSL_MATH_MIXED(name)                                                                                 \
  template <class T, int N, class B, class C, class = msl::Mixed<B, C>>                                      \
  MSL_FUNCTION vec<T, N> name(vec<T, N> a, B b, C c) {                                                       \
    return name(a, vec<T, N>(b), vec<T, N>(c));                                                              \
  }                                                                                                          \
  template <class T, int N, class A, class C, class = msl::Mixed<A, C>>                                      \
  MSL_FUNCTION vec<T, N> name(A a, vec<T, N> b, C c) {                                                       \
    return name(vec<T, N>(a), b, vec<T, N>(c));                                                              \
  }                                                                                                          \
  template <class T, int N, class A, class = msl::Mixed<A, A>>                                               \
  MSL_FUNCTION vec<T, N> name(A a, A b, vec<T, N> c) {                                                       \
    return name(vec<T, N>(a), vec<T, N>(b), c);                                                              \
  }
// Functions that store a second result.
#define MSL_MATH_OUT                                                                                         \
  MSL_FUNCTION float frexp(float x, int &exponent) { return msl::significand(x, exponent); }                 \
  MSL_FUNCTION half frexp(half x, int &exponent) { return (half)msl::significand((float)x, exponent); }      \
  template <class T> MSL_FUNCTION T modf(T x, typename identity<T>::type &whole) {                           \
    whole = trunc(x);                                                                                        \
    return copysign(__builtin_fabsf((float)x) == INFINITY ? T(0) : x - whole, x);                            \
  }                                                                                                          \
  template <class T> MSL_FUNCTION T sincos(T x, typename identity<T>::type &cosine) {                        \
    cosine = cos(x);                                                                                         \
    return sin(x);                                                                                           \
  }                                                                                                          \
  template <class T, int N> MSL_FUNCTION vec<T, N> frexp(vec<T, N> v, vec<int, N> &exponents) {              \
    for (int i = 0; i < N; i++)                                                                              \
      v.elements[i] = frexp(v.elements[i], exponents.elements[i]);                                           \
    return v;                                                                                                \
  }                                                                                                          \
  template <class T, int N> MSL_FUNCTION vec<T, N> modf(vec<T, N> v, vec<T, N> &whole) {                     \
    for (int i = 0; i < N; i++)                                                                              \
      v.elements[i] = modf(v.elements[i], whole.elements[i]);                                                \
    return v;                                                                                                \
  }                                                                                                          \
  template <class T, int N> MSL_FUNCTION vec<T, N> sincos(vec<T, N> v, vec<T, N> &cosines) {                 \
    cosines = cos(v);                                                                                        \
    return sin(v);                                                                                           \
  }                                                                                                          \
  MSL_FUNCTION float ldexp(float x, int exponent) { return ldexpf(x, exponent); }                            \
  MSL_FUNCTION half ldexp(half x, int exponent) { return (half)ldexpf(x, exponent); }                        \
  template <class T, int N> MSL_FUNCTION vec<T, N> ldexp(vec<T, N> v, vec<int, N> exponents) {               \
    for (int i = 0; i < N; i++)                                                                              \
      v.elements[i] = ldexp(v.elements[i], exponents.elements[i]);                                           \
    return v;                                                                                                \
  }                                                                                                          \
  MSL_FUNCTION int ilogb(float x) { return ilogbf(x); }                                                      \
  MSL_FUNCTION int ilogb(half x) { return ilogbf(x); }                                                       \
  template <class T, int N> MSL_FUNCTION vec<int, N> ilogb(vec<T, N> v) {                                    \
    vec<int, N> r;                                                                                           \
    for (int i = 0; i < N; i++)                                                                              \
      r.elements[i] = ilogb(v.elements[i]);                                                                  \
    return r;                                                                                                \
  }
#define MSL_MATH_MIX                                                                                         \
  MSL_FUNCTION float mix(float a, float b, float t) { return a + (b - a) * t; }                              \
  MSL_FUNCTION half mix(half a, half b, half t) { return a + (b - a) * t; }                                  \
  template <class T, int N> MSL_FUNCTION vec<T, N> mix(vec<T, N> a, vec<T, N> b, vec<T, N> t) {              \
    return a + (b - a) * t;                                                                                  \
  }                                                                                                          \
  template <class T, int N>                                                                                  \
  MSL_FUNCTION vec<T, N> mix(vec<T, N> a, vec<T, N> b, typename identity<T>::type t) {                       \
    return a + (b - a) * vec<T, N>(t);                                                                       \
  }                                                                                                          \
  template <class T, int N>                                                                                  \
  MSL_FUNCTION vec<T, N> smoothstep(typename identity<T>::type a, typename identity<T>::type b,              \
                                    vec<T, N> x) {                                                           \
    return smoothstep(vec<T, N>(a), vec<T, N>(b), x);                                                        \
  }
// The formulas of fast math, by Metal's specification: tanh(x) is (t - 1) / (t + 1) with t = exp(2x), which
// is infinity over infinity beyond half of log(FLT_MAX). sinh(x) and cosh(x) are half of exp(x) -+ exp(-x),
// which is infinite a little before the result is; asinh(x) and acosh(x) are log(x + sqrt(x * x +- 1)), where
// the square may overflow, or x cancel; pow(x, y) is exp2(y * log2(x)).
#if MSL_CHECKS
#define MSL_FAILS(what, condition) MSL_FAILS_AT(what, x, 0, condition)
#define MSL_FAILS_2(what, condition) MSL_FAILS_AT(what, x, y, condition)
#define MSL_FAILS_AT(what, x, y, condition)                                                                  \
  (is_fast && (condition) ? msl_check_arithmetic(what, x, y) : (void)0)
#define MSL_MATH_TANH                                                                                        \
  MSL_MATH_1(tanh, (MSL_FAILS(MSL_TANH, x > 44.361415f && x < INFINITY), msl::hyperbolic_tangent(x)))
#else
#define MSL_FAILS(what, condition) (void)0
#define MSL_FAILS_2(what, condition) (void)0
#define MSL_MATH_TANH MSL_MATH_VECTOR(tanh, msl::hyperbolic_tangent)
#endif
#define MSL_MATH                                                                                             \
  MSL_MATH_VECTOR(exp, msl::exponential)                                                                     \
  MSL_MATH_VECTOR(exp2, msl::exponential_2)                                                                  \
  MSL_MATH_1(exp10, exp10f(x))                                                                               \
  MSL_MATH_1(log, logf(x))                                                                                   \
  MSL_MATH_1(log2, log2f(x))                                                                                 \
  MSL_MATH_1(log10, log10f(x))                                                                               \
  MSL_MATH_1(sin, sinf(x))                                                                                   \
  MSL_MATH_1(cos, cosf(x))                                                                                   \
  MSL_MATH_1(tan, tanf(x))                                                                                   \
  MSL_MATH_1(asin, asinf(x))                                                                                 \
  MSL_MATH_1(acos, acosf(x))                                                                                 \
  MSL_MATH_1(atan, atanf(x))                                                                                 \
  MSL_MATH_1(sinh, (MSL_FAILS(MSL_SINH, msl::exceeds(x)), sinhf(x)))                                         \
  MSL_MATH_1(cosh, (MSL_FAILS(MSL_COSH, msl::exceeds(x)), coshf(x)))                                         \
  MSL_MATH_TANH                                                                                              \
  MSL_MATH_1(asinh, (MSL_FAILS(MSL_ASINH, x <= -0x1p12f || x >= 0x1p64f), asinhf(x)))                        \
  MSL_MATH_1(acosh, (MSL_FAILS(MSL_ACOSH, x >= 0x1p64f), acoshf(x)))                                         \
  MSL_MATH_1(atanh, atanhf(x))                                                                               \
  MSL_MATH_1(sqrt, __builtin_sqrtf(x))                                                                       \
  MSL_MATH_1(rsqrt, 1.0f / __builtin_sqrtf(x))                                                               \
  MSL_MATH_1(fabs, __builtin_fabsf(x))                                                                       \
  MSL_MATH_1(floor, __builtin_floorf(x))                                                                     \
  MSL_MATH_1(ceil, __builtin_ceilf(x))                                                                       \
  MSL_MATH_1(trunc, __builtin_truncf(x))                                                                     \
  MSL_MATH_1(rint, __builtin_rintf(x))                                                                       \
  MSL_MATH_1(round, __builtin_roundf(x))                                                                     \
  MSL_MATH_1(fract, __builtin_fminf(x - __builtin_floorf(x), 0x1.fffffep-1f))                                \
  MSL_MATH_1(saturate, x > 0.0f ? x < 1.0f ? x : 1.0f : 0.0f)                                                \
  MSL_MATH_1(sign, x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : 0.0f)                                                \
  MSL_MATH_1(sinpi, msl::sine_of_pi(x))                                                                      \
  MSL_MATH_1(cospi, msl::sine_of_pi(x - 2.0f * __builtin_floorf(0.5f * x) + 0.5f))                           \
  MSL_MATH_1(tanpi, tanf((x - __builtin_rintf(x)) * M_PI_F))                                                 \
  MSL_MATH_3(fma, __builtin_fmaf(x, y, z))                                                                   \
  MSL_MATH_MIXED(fma)                                                                                        \
  MSL_MATH_3(fmax3, __builtin_fmaxf(x, __builtin_fmaxf(y, z)))                                               \
  MSL_MATH_3(fmin3, __builtin_fminf(x, __builtin_fminf(y, z)))                                               \
  MSL_MATH_3(fmedian3, msl::median(x, y, z))                                                                 \
  MSL_MATH_3(smoothstep, msl::smooth(x, y, z))                                                               \
  MSL_MATH_2(pow, (MSL_FAILS_2(MSL_POW, x < 0.0f || (x == 0.0f && y == 0.0f)), powf(x, y)))                  \
  MSL_MATH_2(powr, (MSL_FAILS_2(MSL_POWR, x < 0.0f), powf(x, y)))                                            \
  MSL_MATH_2(atan2, atan2f(x, y))                                                                            \
  MSL_MATH_2(fmod, fmodf(x, y))                                                                              \
  MSL_MATH_2(fmin, __builtin_fminf(x, y))                                                                    \
  MSL_MATH_2(fmax, __builtin_fmaxf(x, y))                                                                    \
  MSL_MATH_2(copysign, __builtin_copysignf(x, y))                                                            \
  MSL_MATH_2(fdim, x > y ? x - y : 0.0f)                                                                     \
  MSL_MATH_2(step, y < x ? 0.0f : 1.0f)                                                                      \
  MSL_MATH_2(divide, x / y)                                                                                  \
  MSL_MATH_2(nextafter, nextafterf(x, y))                                                                    \
  MSL_MATH_OUT                                                                                               \
  MSL_MATH_MIX
namespace msl {
// Exact where the result is -1, 0 or 1.
MSL_FUNCTION float sine_of_pi(float x) {
  const float r = x - 2.0f * __builtin_rintf(0.5f * x); // -1 to 1
  const float size = __builtin_fabsf(r), near = size > 0.5f ? 1.0f - size : size;
  return __builtin_copysignf(sinf(near * M_PI_F), r);
}
// Ignores NaN, as fmin and fmax do.
MSL_FUNCTION float median(float x, float y, float z) {
  const float low = __builtin_fminf(x, y), high = __builtin_fmaxf(x, y);
  return __builtin_fmaxf(low, __builtin_fminf(high, z));
}
// Whether exp(|x|) is infinite and half of it is not.
MSL_FUNCTION bool exceeds(float x) {
  const float size = __builtin_fabsf(x);
  return size > 88.72283f && size < 89.41599f;
}
MSL_FUNCTION float smooth(float low, float high, float x) {
  const float t = (x - low) / (high - low);
  const float s = t > 0.0f ? t < 1.0f ? t : 1.0f : 0.0f;
  return s * s * (3.0f - 2.0f * s);
}
MSL_FUNCTION float significand(float x, int &exponent) {
  int power = 0;
  const float r = frexpf(x, (__private int *)&power);
  exponent = power;
  return r;
}
} // namespace msl
namespace metal {
// Of integers, beside those of MSL_MATH.
#define MSL_SIGN(T)                                                                                          \
  MSL_FUNCTION T sign(T x) { return (T)((x > 0) - (x < 0)); }
MSL_SIGN(char)
MSL_SIGN(short)
MSL_SIGN(int)
MSL_SIGN(long)
#undef MSL_SIGN
constexpr const __global bool is_fast = true;
MSL_MATH
namespace precise {
constexpr const __global bool is_fast = false;
MSL_MATH
} // namespace precise
namespace fast {
MSL_MATH
}
} // namespace metal
#undef MSL_MATH
#undef MSL_MATH_1
#undef MSL_MATH_2
#undef MSL_MATH_3
#undef MSL_MATH_MIXED
#undef MSL_MATH_VECTOR
#undef MSL_MATH_WHOLE
#undef MSL_MATH_TANH
#undef MSL_MATH_OUT
#undef MSL_MATH_MIX
#undef MSL_FAILS
#undef MSL_FAILS_2
#undef MSL_FAILS_AT
