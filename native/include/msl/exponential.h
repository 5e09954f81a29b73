// exp, exp2 and tanh of float, straight-line code in place of the host library's functions: loops over lanes
// and over the elements of a vector become vector instructions. Within 2 ulp, below what Metal asks of the
// precise functions (exp and exp2 4, tanh 5).
#pragma once
namespace msl {
// Added to a number below 2^22, it leaves the nearest whole number in the lowest bits.
#define MSL_ROUNDER 0x1.8p23f
MSL_FUNCTION float power_of_two(int exponent) { return __builtin_bit_cast(float, (exponent + 127) << 23); }

// exp(r) · 2^n for |r| <= ln 2 / 2, where `rounded` is n + MSL_ROUNDER. The power is applied by halves, since
// it may be beyond a float's range where the result is not.
MSL_FUNCTION float scaled_exponential(float r, float rounded) {
#pragma clang fp reassociate(off)
  float q = 0.0013951719738543034f;
  q = __builtin_fmaf(q, r, 0.008369598537683487f);
  q = __builtin_fmaf(q, r, 0.0416661873459816f);
  q = __builtin_fmaf(q, r, 0.16666512191295624f);
  q = __builtin_fmaf(q, r, 0.5f);
  const float e = __builtin_fmaf(r * r, q, r) + 1.0f;
  const int n = __builtin_bit_cast(int, rounded) - __builtin_bit_cast(int, MSL_ROUNDER);
  const int half_n = n >> 1;
  return e * power_of_two(half_n) * power_of_two(n - half_n);
}

// Keeps results at 0 and infinity instead of beyond, and NaN as it is.
MSL_FUNCTION float bounded(float x, float least, float most) {
  x = x < least ? least : x;
  return x > most ? most : x;
}

MSL_FUNCTION float exponential(float x) {
#pragma clang fp reassociate(off)
  x = bounded(x, -104.0f, 89.0f);
  const float rounded = __builtin_fmaf(x, 0x1.715476p0f, MSL_ROUNDER); // log2(e)
  const float n = rounded - MSL_ROUNDER;
  // ln 2 in two parts, the first of them short enough for an exact product.
  const float r = __builtin_fmaf(n, -0x1.7f7d1cp-20f, __builtin_fmaf(n, -0x1.62e4p-1f, x));
  return scaled_exponential(r, rounded);
}

MSL_FUNCTION float exponential_2(float x) {
#pragma clang fp reassociate(off)
  x = bounded(x, -151.0f, 129.0f);
  const float rounded = x + MSL_ROUNDER;
  return scaled_exponential((x - (rounded - MSL_ROUNDER)) * 0x1.62e43p-1f, rounded); // ln 2
}

// Near zero a polynomial, since 1 - 2 / (exp(2x) + 1) loses digits there.
MSL_FUNCTION float hyperbolic_tangent(float x) {
#pragma clang fp reassociate(off)
  const float size = __builtin_fabsf(x), square = size * size;
  float p = -0.005717044696211815f;
  p = __builtin_fmaf(p, square, 0.020650586113333702f);
  p = __builtin_fmaf(p, square, -0.05374349653720856f);
  p = __builtin_fmaf(p, square, 0.13331490755081177f);
  p = __builtin_fmaf(p, square, -0.3333328366279602f);
  const float near = __builtin_fmaf(size * square, p, size);
  const float far = 1.0f - 2.0f / (exponential(2.0f * size) + 1.0f);
  return __builtin_copysignf(size < 0.625f ? near : far, x);
}
#undef MSL_ROUNDER
} // namespace msl
