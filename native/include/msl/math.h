// Math functions on float, half and their vectors. half is computed in float. precise:: and fast:: are the
// same here: both are the host library's, which is at least as accurate as Metal asks of either.
#pragma once
extern "C" {
float exp10f(float);
float logf(float);
float log2f(float);
float log10f(float);
float sinf(float);
float cosf(float);
float tanf(float);
float asinf(float);
float acosf(float);
float atanf(float);
float sinhf(float);
float coshf(float);
float asinhf(float);
float acoshf(float);
float atanhf(float);
float powf(float, float);
float fmodf(float, float);
float atan2f(float, float);
float nextafterf(float, float);
float ldexpf(float, int);
}
#define MSL_MATH_1(name, expression)                                                                         \
  MSL_FUNCTION float name(float x) { return expression; }                                                    \
  MSL_FUNCTION half name(half h) {                                                                           \
    const float x = h;                                                                                       \
    return (half)(expression);                                                                               \
  }                                                                                                          \
  template <class T, int N> MSL_FUNCTION vec<T, N> name(vec<T, N> v) {                                       \
    for (int i = 0; i < N; i++)                                                                              \
      v.elements[i] = name(v.elements[i]);                                                                   \
    return v;                                                                                                \
  }
// One that clang's vectors of float go through whole.
#define MSL_MATH_VECTOR(name, function)                                                                      \
  MSL_MATH_1(name, function(x))                                                                              \
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
      a.elements[i] = name(a.elements[i], b.elements[i]);                                                    \
    return a;                                                                                                \
  }
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
  MSL_MATH_1(sinh, sinhf(x))                                                                                 \
  MSL_MATH_1(cosh, coshf(x))                                                                                 \
  MSL_MATH_VECTOR(tanh, msl::hyperbolic_tangent)                                                             \
  MSL_MATH_1(asinh, asinhf(x))                                                                               \
  MSL_MATH_1(acosh, acoshf(x))                                                                               \
  MSL_MATH_1(atanh, atanhf(x))                                                                               \
  MSL_MATH_1(sqrt, __builtin_sqrtf(x))                                                                       \
  MSL_MATH_1(rsqrt, 1.0f / __builtin_sqrtf(x))                                                               \
  MSL_MATH_1(fabs, __builtin_fabsf(x))                                                                       \
  MSL_MATH_1(floor, __builtin_floorf(x))                                                                     \
  MSL_MATH_1(ceil, __builtin_ceilf(x))                                                                       \
  MSL_MATH_1(trunc, __builtin_truncf(x))                                                                     \
  MSL_MATH_1(rint, __builtin_roundevenf(x))                                                                  \
  MSL_MATH_1(round, __builtin_roundf(x))                                                                     \
  MSL_MATH_1(fract, x - __builtin_floorf(x))                                                                 \
  MSL_MATH_1(saturate, x < 0.0f ? 0.0f : x > 1.0f ? 1.0f : x)                                                \
  MSL_MATH_1(sign, x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : 0.0f)                                                \
  MSL_MATH_1(sinpi, sinf(x *M_PI_F))                                                                         \
  MSL_MATH_1(cospi, cosf(x *M_PI_F))                                                                         \
  MSL_MATH_1(tanpi, tanf(x *M_PI_F))                                                                         \
  MSL_MATH_2(pow, powf(x, y))                                                                                \
  MSL_MATH_2(powr, powf(x, y))                                                                               \
  MSL_MATH_2(atan2, atan2f(x, y))                                                                            \
  MSL_MATH_2(fmod, fmodf(x, y))                                                                              \
  MSL_MATH_2(fmin, __builtin_fminf(x, y))                                                                    \
  MSL_MATH_2(fmax, __builtin_fmaxf(x, y))                                                                    \
  MSL_MATH_2(copysign, __builtin_copysignf(x, y))                                                            \
  MSL_MATH_2(fdim, x > y ? x - y : 0.0f)                                                                     \
  MSL_MATH_2(step, y < x ? 0.0f : 1.0f)                                                                      \
  MSL_MATH_2(divide, x / y)                                                                                  \
  MSL_MATH_2(nextafter, nextafterf(x, y))
namespace metal {
MSL_MATH
namespace precise {
MSL_MATH
}
namespace fast {
MSL_MATH
}
MSL_FUNCTION float fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
MSL_FUNCTION half fma(half a, half b, half c) { return (half)__builtin_fmaf(a, b, c); }
template <class T, int N> MSL_FUNCTION vec<T, N> fma(vec<T, N> a, vec<T, N> b, vec<T, N> c) {
  for (int i = 0; i < N; i++)
    a.elements[i] = fma(a.elements[i], b.elements[i], c.elements[i]);
  return a;
}
MSL_FUNCTION float ldexp(float x, int exponent) { return ldexpf(x, exponent); }
template <class T, class U> MSL_FUNCTION T mix(T a, T b, U t) { return a + (b - a) * t; }
MSL_FUNCTION float abs(float x) { return __builtin_fabsf(x); }
MSL_FUNCTION half abs(half x) { return (half)__builtin_fabsf(x); }
MSL_FUNCTION int abs(int x) { return x < 0 ? -x : x; }
MSL_FUNCTION short abs(short x) { return x < 0 ? -x : x; }
MSL_FUNCTION char abs(char x) { return x < 0 ? -x : x; }
MSL_FUNCTION long abs(long x) { return x < 0 ? -x : x; }
MSL_FUNCTION uint abs(uint x) { return x; }
template <class T, int N> MSL_FUNCTION vec<T, N> abs(vec<T, N> v) {
  for (int i = 0; i < N; i++)
    v.elements[i] = abs(v.elements[i]);
  return v;
}
} // namespace metal
#undef MSL_MATH
#undef MSL_MATH_1
#undef MSL_MATH_2
#undef MSL_MATH_VECTOR
