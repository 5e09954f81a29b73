// Integer functions for every width and for vectors.
#pragma once
namespace metal {
template <class T, class W> MSL_FUNCTION T saturated(W x) {
  const W low = numeric_limits<T>::min(), high = numeric_limits<T>::max();
  return (T)(x < low ? low : x > high ? high : x);
}
#define MSL_INTEGER(T, U, W, bits_)                                                                          \
  MSL_FUNCTION T popcount(T x) { return (T)__builtin_popcountl((ulong)(U)x); }                               \
  MSL_FUNCTION T clz(T x) { return x ? (T)(__builtin_clzl((ulong)(U)x) - (64 - bits_)) : (T)bits_; }         \
  MSL_FUNCTION T ctz(T x) { return x ? (T)__builtin_ctzl((ulong)(U)x) : (T)bits_; }                          \
  MSL_FUNCTION T reverse_bits(T x) { return (T)(U)(__builtin_bitreverse64((ulong)(U)x) >> (64 - bits_)); }   \
  MSL_FUNCTION T rotate(T x, T by) {                                                                         \
    const uint n = (uint)by & (bits_ - 1);                                                                   \
    return n ? (T)(U)((U)x << n | (U)x >> (bits_ - n)) : x;                                                  \
  }                                                                                                          \
  MSL_FUNCTION U absdiff(T a, T b) { return a < b ? (U)((U)b - (U)a) : (U)((U)a - (U)b); }                   \
  MSL_FUNCTION T hadd(T a, T b) { return (T)((W)((W)a + b) >> 1); }                                          \
  MSL_FUNCTION T rhadd(T a, T b) { return (T)((W)((W)a + b + 1) >> 1); }                                     \
  MSL_FUNCTION T mulhi(T a, T b) { return (T)((W)a * b >> bits_); }                                          \
  MSL_FUNCTION T madhi(T a, T b, T c) { return (T)((U)mulhi(a, b) + (U)c); }                                 \
  MSL_FUNCTION T addsat(T a, T b) {                                                                          \
    T sum;                                                                                                   \
    return !__builtin_add_overflow(a, b, &sum)        ? sum                                                  \
           : numeric_limits<T>::is_signed && a < T(0) ? numeric_limits<T>::min()                             \
                                                      : numeric_limits<T>::max();                            \
  }                                                                                                          \
  MSL_FUNCTION T subsat(T a, T b) {                                                                          \
    T difference;                                                                                            \
    return !__builtin_sub_overflow(a, b, &difference) ? difference                                           \
           : a < b                                    ? numeric_limits<T>::min()                             \
                                                      : numeric_limits<T>::max();                                                               \
  }                                                                                                          \
  MSL_FUNCTION T madsat(T a, T b, T c) {                                                                     \
    W sum;                                                                                                   \
    return __builtin_add_overflow((W)a * b, (W)c, &sum) ? numeric_limits<T>::max() : saturated<T>(sum);      \
  }                                                                                                          \
  MSL_FUNCTION T extract_bits(T x, uint offset, uint bits) {                                                 \
    return bits == 0 ? T(0) : (T)((T)((U)x << (bits_ - offset - bits)) >> (bits_ - bits));                   \
  }                                                                                                          \
  MSL_FUNCTION T insert_bits(T base, T insert, uint offset, uint bits) {                                     \
    const U mask = bits >= bits_ ? (U)~U(0) : (U)(((U(1) << bits) - 1) << offset);                           \
    return (T)((U)(base & ~mask) | ((U)((U)insert << offset) & mask));                                       \
  }
MSL_INTEGER(char, uchar, int, 8)
MSL_INTEGER(uchar, uchar, int, 8)
MSL_INTEGER(short, ushort, int, 16)
MSL_INTEGER(ushort, ushort, long, 16)
MSL_INTEGER(int, uint, long, 32)
MSL_INTEGER(uint, uint, ulong, 32)
MSL_INTEGER(long, ulong, __int128, 64)
MSL_INTEGER(ulong, ulong, unsigned __int128, 64)
#undef MSL_INTEGER
MSL_FUNCTION float abs(float x) { return __builtin_fabsf(x); }
MSL_FUNCTION half abs(half x) { return (half)__builtin_fabsf(x); }
MSL_FUNCTION int abs(int x) { return x < 0 ? -x : x; }
MSL_FUNCTION short abs(short x) { return x < 0 ? -x : x; }
MSL_FUNCTION char abs(char x) { return x < 0 ? -x : x; }
MSL_FUNCTION long abs(long x) { return x < 0 ? -x : x; }
MSL_FUNCTION uint abs(uint x) { return x; }
MSL_FUNCTION ushort abs(ushort x) { return x; }
MSL_FUNCTION uchar abs(uchar x) { return x; }
MSL_FUNCTION ulong abs(ulong x) { return x; }
MSL_FUNCTION int mul24(int a, int b) { return a * b; }
MSL_FUNCTION uint mul24(uint a, uint b) { return a * b; }
MSL_FUNCTION int mad24(int a, int b, int c) { return a * b + c; }
MSL_FUNCTION uint mad24(uint a, uint b, uint c) { return a * b + c; }

#define MSL_EACH_1(name)                                                                                     \
  template <class T, int N> MSL_FUNCTION vec<T, N> name(vec<T, N> v) {                                       \
    for (int i = 0; i < N; i++)                                                                              \
      v.native[i] = name(v.native[i]);                                                                       \
    return v;                                                                                                \
  }
MSL_EACH_1(abs)
MSL_EACH_1(popcount)
MSL_EACH_1(clz)
MSL_EACH_1(ctz)
MSL_EACH_1(reverse_bits)
MSL_EACH_2(absdiff)
MSL_EACH_2(addsat)
MSL_EACH_2(subsat)
MSL_EACH_2(hadd)
MSL_EACH_2(rhadd)
MSL_EACH_2(mulhi)
MSL_EACH_2(rotate)
MSL_EACH_2(mul24)
MSL_EACH_3(madhi)
MSL_EACH_3(madsat)
MSL_EACH_3(mad24)
#undef MSL_EACH_1
#undef MSL_EACH_2
#undef MSL_EACH_3
template <class T, int N> MSL_FUNCTION vec<T, N> extract_bits(vec<T, N> v, uint offset, uint bits) {
  for (int i = 0; i < N; i++)
    v.native[i] = extract_bits(v.native[i], offset, bits);
  return v;
}
template <class T, int N>
MSL_FUNCTION vec<T, N> insert_bits(vec<T, N> base, vec<T, N> insert, uint offset, uint bits) {
  for (int i = 0; i < N; i++)
    base.native[i] = insert_bits(base.native[i], insert.native[i], offset, bits);
  return base;
}
} // namespace metal
