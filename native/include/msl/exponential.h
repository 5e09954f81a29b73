// exp, exp2 and tanh for float and clang's vectors of it. Unlike the host library's functions this is
// straight-line code, so that loops over lanes can be vectorised. Errors are within 2 ulp; Metal allows its
// precise functions more (exp and exp2 4, tanh 5).
#pragma once
namespace msl {
// The integer type as wide as V.
template <class V> struct Bits {
  typedef int type;
};
#define MSL_BITS(N)                                                                                          \
  template <> struct Bits<float __attribute__((ext_vector_type(N)))> {                                       \
    typedef int type __attribute__((ext_vector_type(N)));                                                    \
  };
MSL_BITS(2)
MSL_BITS(3)
MSL_BITS(4)
#undef MSL_BITS

// Adding it to a number below 2^22 leaves the nearest integer in the lowest bits.
#define MSL_ROUNDER 0x1.8p23f
template <class V> MSL_FUNCTION V power_of_two(typename Bits<V>::type exponent) {
  return __builtin_bit_cast(V, (exponent + 127) << 23);
}

// exp(r) · 2^n for |r| <= ln 2 / 2, where `rounded` is n + MSL_ROUNDER. The power is applied in two halves,
// because it can exceed a float's range even if the result does not.
template <class V> MSL_FUNCTION V scaled_exponential(V r, V rounded) {
#pragma clang fp reassociate(off)
  typedef typename Bits<V>::type I;
  const V q = (((0.0013951719738543034f * r + 0.008369598537683487f) * r + 0.0416661873459816f) * r +
               0.16666512191295624f) *
                  r +
              0.5f;
  const V e = r * r * q + r + 1.0f;
  const I n = __builtin_bit_cast(I, rounded) - __builtin_bit_cast(int, MSL_ROUNDER);
  const I half_n = n >> 1;
  return e * power_of_two<V>(half_n) * power_of_two<V>(n - half_n);
}

// Clamps x to where the result reaches 0 or infinity; keeps NaN.
template <class V> MSL_FUNCTION V bounded(V x, float least, float most) {
  x = x < least ? (V)least : x;
  return x > most ? (V)most : x;
}

template <class V> MSL_FUNCTION V exponential(V x) {
#pragma clang fp reassociate(off)
  x = bounded(x, -104.0f, 89.0f);
  const V rounded = x * 0x1.715476p0f + MSL_ROUNDER; // log2(e)
  const V n = rounded - MSL_ROUNDER;
  // ln 2 in two parts, the first short enough for an exact product.
  const V r = x - n * 0x1.62e4p-1f - n * 0x1.7f7d1cp-20f;
  return scaled_exponential(r, rounded);
}

template <class V> MSL_FUNCTION V exponential_2(V x) {
#pragma clang fp reassociate(off)
  x = bounded(x, -151.0f, 129.0f);
  const V rounded = x + MSL_ROUNDER;
  return scaled_exponential((x - (rounded - MSL_ROUNDER)) * 0x1.62e43p-1f, rounded); // ln 2
}

// A polynomial near zero, where 1 - 2 / (exp(2x) + 1) loses precision.
template <class V> MSL_FUNCTION V hyperbolic_tangent(V x) {
#pragma clang fp reassociate(off)
  typedef typename Bits<V>::type I;
  const I bits = __builtin_bit_cast(I, x), sign = bits & (int)0x80000000;
  const V size = __builtin_bit_cast(V, bits ^ sign), square = size * size;
  const V p =
      (((-0.005717044696211815f * square + 0.020650586113333702f) * square - 0.05374349653720856f) * square +
       0.13331490755081177f) *
          square -
      0.3333328366279602f;
  const V near = size * square * p + size;
  const V far = 1.0f - 2.0f / (exponential(2.0f * size) + 1.0f);
  const V result = size < 0.625f ? near : far;
  return __builtin_bit_cast(V, __builtin_bit_cast(I, result) | sign);
}
#undef MSL_ROUNDER
} // namespace msl
