// exp, exp2 and tanh for float and clang's vectors of it. Unlike the host library's functions this is
// straight-line code, so that loops over lanes can be vectorised. Errors are within 2 ulp; Metal allows its
// precise functions more (exp and exp2 4, tanh 5). What would be denormal is zero, as it is on Apple's GPUs.
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
// e · 2^n for an e near 1 and n in the lowest bits of `rounded`: n is added to the exponent of e.
template <class V> MSL_FUNCTION V scaled(V e, V rounded) {
  typedef typename Bits<V>::type I;
  return __builtin_bit_cast(V, __builtin_bit_cast(I, e) + (__builtin_bit_cast(I, rounded) << 23));
}

// The result y for x, of which nothing is right if x is less than `least` or NaN: then it is zero or NaN.
template <class V> MSL_FUNCTION V flushed(V y, V x, float least) {
  return x >= least ? y : x < 0.0f ? (V)0.0f : x;
}

template <class V> MSL_FUNCTION V exponential(V x) {
#pragma clang fp reassociate(off)
  const V s = x > 89.0f ? (V)89.0f : x;
  const V rounded = s * 0x1.715476p0f + MSL_ROUNDER; // log2(e)
  const V n = rounded - MSL_ROUNDER;
  // ln 2 in two parts, the first short enough for an exact product.
  const V r = s - n * 0x1.62e4p-1f - n * 0x1.7f7d1cp-20f;
  const V e =
      ((((0.00826855842f * r + 0.0419012792f) * r + 0.166681096f) * r + 0.499991119f) * r + 0.999999464f) *
          r +
      1.0f;
  // Beyond the largest float the bits are those of a NaN.
  const V y = scaled(e, rounded), bounded = y < INFINITY ? y : (V)INFINITY;
  return flushed(bounded, x, -0x1.5d589ep6f); // log(FLT_MIN)
}

template <class V> MSL_FUNCTION V exponential_2(V x) {
#pragma clang fp reassociate(off)
  const V s = x > 128.0f ? (V)128.0f : x;
  const V rounded = s + MSL_ROUNDER;
  const V r = s - (rounded - MSL_ROUNDER);
  const V e =
      ((((0.00132257072f * r + 0.00967176259f) * r + 0.0555089153f) * r + 0.240222365f) * r + 0.693146825f) *
          r +
      1.0f;
  return flushed(scaled(e, rounded), x, -126.0f);
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
