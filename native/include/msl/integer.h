// Integer functions.
#pragma once
namespace metal {
MSL_FUNCTION uint popcount(uint x) { return __builtin_popcount(x); }
MSL_FUNCTION int popcount(int x) { return __builtin_popcount(x); }
MSL_FUNCTION ulong popcount(ulong x) { return __builtin_popcountl(x); }
MSL_FUNCTION uint clz(uint x) { return x ? __builtin_clz(x) : 32; }
MSL_FUNCTION int clz(int x) { return x ? __builtin_clz(x) : 32; }
MSL_FUNCTION ulong clz(ulong x) { return x ? __builtin_clzl(x) : 64; }
MSL_FUNCTION uint ctz(uint x) { return x ? __builtin_ctz(x) : 32; }
MSL_FUNCTION int ctz(int x) { return x ? __builtin_ctz(x) : 32; }
MSL_FUNCTION ulong ctz(ulong x) { return x ? __builtin_ctzl(x) : 64; }
MSL_FUNCTION uint reverse_bits(uint x) { return __builtin_bitreverse32(x); }
MSL_FUNCTION uint rotate(uint x, uint n) { return __builtin_rotateleft32(x, n); }
MSL_FUNCTION uint mulhi(uint a, uint b) { return (uint)((ulong)a * b >> 32); }
MSL_FUNCTION int mulhi(int a, int b) { return (int)((long)a * b >> 32); }
MSL_FUNCTION uint extract_bits(uint x, uint offset, uint bits) {
  return bits == 0 ? 0u : (x >> offset) & (bits >= 32 ? ~0u : (1u << bits) - 1u);
}
MSL_FUNCTION int mul24(int a, int b) { return a * b; }
MSL_FUNCTION uint mul24(uint a, uint b) { return a * b; }
MSL_FUNCTION int mad24(int a, int b, int c) { return a * b + c; }
MSL_FUNCTION uint mad24(uint a, uint b, uint c) { return a * b + c; }
template <class T> MSL_FUNCTION T addsat(T a, T b) {
  T sum;
  if (__builtin_add_overflow(a, b, &sum))
    return a < 0 ? numeric_limits<T>::min() : numeric_limits<T>::max();
  return sum;
}
template <class T> MSL_FUNCTION T subsat(T a, T b) {
  T difference;
  if (__builtin_sub_overflow(a, b, &difference))
    return a < b ? numeric_limits<T>::min() : numeric_limits<T>::max();
  return difference;
}
} // namespace metal
