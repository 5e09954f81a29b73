// Tests on values. On the bits, so that no fast-math flag can fold them away.
#pragma once
namespace metal {
MSL_FUNCTION uint magnitude_bits(float x) { return as_type<uint>(x) & 0x7fffffffu; }
MSL_FUNCTION bool isnan(float x) { return magnitude_bits(x) > 0x7f800000u; }
MSL_FUNCTION bool isinf(float x) { return magnitude_bits(x) == 0x7f800000u; }
MSL_FUNCTION bool isfinite(float x) { return magnitude_bits(x) < 0x7f800000u; }
MSL_FUNCTION bool signbit(float x) { return as_type<uint>(x) >> 31; }
template <class T, int N> MSL_FUNCTION vec<bool, N> isnan(vec<T, N> v) {
  vec<bool, N> r;
  for (int i = 0; i < N; i++)
    r.elements[i] = isnan((float)v.elements[i]);
  return r;
}
MSL_FUNCTION bool any(bool a) { return a; }
MSL_FUNCTION bool all(bool a) { return a; }
template <int N> MSL_FUNCTION bool any(vec<bool, N> v) {
  bool r = false;
  for (int i = 0; i < N; i++)
    r |= v.elements[i];
  return r;
}
template <int N> MSL_FUNCTION bool all(vec<bool, N> v) {
  bool r = true;
  for (int i = 0; i < N; i++)
    r &= v.elements[i];
  return r;
}
} // namespace metal
