/**
 * Why functions of Metal's fast math fail for some numbers (native/include/msl/math.h says which). The formulas are those
 * of the Metal Shading Language Specification, "Numerical Compliance"; tanh is known from apache/tvm#16438 and
 * huggingface/candle#2475, pow from taichi-dev/taichi#5915, the tests for NaN from tinygrad/tinygrad#1260.
 */
export const FAST_MATH: Readonly<Record<string, string>> = {
  tanh: "Metal's fast math divides exp(2x) - 1 by exp(2x) + 1, which is NaN beyond 44.36; use precise::tanh or clamp the argument",
  sinh: "Metal's fast math halves exp(x), which is infinite from 88.73 on; use precise::sinh",
  cosh: "Metal's fast math halves exp(x), which is infinite from 88.73 on; use precise::cosh",
  asinh:
    "Metal's fast math takes log(x + sqrt(x * x + 1)), which is infinite where x and the root cancel or the square overflows; use precise::asinh",
  acosh:
    "Metal's fast math takes log(x + sqrt(x * x - 1)), which is infinite where the square overflows; use precise::acosh",
  pow: "Metal's fast math takes exp2(y * log2(x)), which is wrong for a negative x, and for 0 to the power of 0; use precise::pow",
  powr: "Metal's fast math takes exp2(y * log2(x)), which is NaN for a negative x, and powr is undefined there",
  isnan: assumed('isnan'),
  isinf: assumed('isinf'),
  isfinite: assumed('isfinite'),
  isnormal: assumed('isnormal'),
};

function assumed(name: string): string {
  return `Metal's fast math may assume that numbers are finite, and leave out ${name}; test the bits, or compile without fast math`;
}
