// min, max, clamp and related functions, and select, for every type.
#pragma once
namespace metal {
#define MSL_ORDERED(T, least, greatest)                                                                      \
  MSL_FUNCTION T min(T a, T b) { return least; }                                                             \
  MSL_FUNCTION T max(T a, T b) { return greatest; }                                                          \
  MSL_FUNCTION T min3(T a, T b, T c) { return min(a, min(b, c)); }                                           \
  MSL_FUNCTION T max3(T a, T b, T c) { return max(a, max(b, c)); }                                           \
  MSL_FUNCTION T median3(T a, T b, T c) { return max(min(a, b), min(max(a, b), c)); }                        \
  MSL_FUNCTION T clamp(T x, T low, T high) { return min(max(x, low), high); }                                \
  MSL_FUNCTION T select(T a, T b, bool c) { return c ? b : a; }
#define MSL_ORDERED_INTEGER(T) MSL_ORDERED(T, b < a ? b : a, a < b ? b : a)
MSL_ORDERED_INTEGER(char)
MSL_ORDERED_INTEGER(uchar)
MSL_ORDERED_INTEGER(short)
MSL_ORDERED_INTEGER(ushort)
MSL_ORDERED_INTEGER(int)
MSL_ORDERED_INTEGER(uint)
MSL_ORDERED_INTEGER(long)
MSL_ORDERED_INTEGER(ulong)
// Given a number and a NaN, returns the number.
MSL_ORDERED(float, __builtin_fminf(a, b), __builtin_fmaxf(a, b))
MSL_ORDERED(half, (half)__builtin_fminf(a, b), (half)__builtin_fmaxf(a, b))
#undef MSL_ORDERED
#undef MSL_ORDERED_INTEGER
MSL_FUNCTION bfloat select(bfloat a, bfloat b, bool c) { return c ? b : a; }
MSL_FUNCTION bool select(bool a, bool b, bool c) { return c ? b : a; }

// Element by element.
#define MSL_EACH_2(name)                                                                                     \
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
#define MSL_EACH_3(name)                                                                                     \
  template <class T, int N> MSL_FUNCTION vec<T, N> name(vec<T, N> a, vec<T, N> b, vec<T, N> c) {             \
    for (int i = 0; i < N; i++)                                                                              \
      a.native[i] = name(a.native[i], b.native[i], c.native[i]);                                             \
    return a;                                                                                                \
  }
MSL_EACH_2(min)
MSL_EACH_2(max)
MSL_EACH_3(min3)
MSL_EACH_3(max3)
MSL_EACH_3(median3)
MSL_EACH_3(clamp)
template <class T, int N>
MSL_FUNCTION vec<T, N> clamp(vec<T, N> x, typename identity<T>::type low, typename identity<T>::type high) {
  return clamp(x, vec<T, N>(low), vec<T, N>(high));
}
template <class T, int N> MSL_FUNCTION vec<T, N> select(vec<T, N> a, vec<T, N> b, vec<bool, N> c) {
  for (int i = 0; i < N; i++)
    a.native[i] = c.native[i] ? b.native[i] : a.native[i];
  return a;
}
template <class T, int N>
MSL_FUNCTION vec<T, N> select(vec<T, N> a, typename identity<T>::type b, vec<bool, N> c) {
  return select(a, vec<T, N>(b), c);
}
template <class T, int N>
MSL_FUNCTION vec<T, N> select(typename identity<T>::type a, vec<T, N> b, vec<bool, N> c) {
  return select(vec<T, N>(a), b, c);
}
template <class T, int N> MSL_FUNCTION vec<T, N> select(vec<T, N> a, vec<T, N> b, bool c) {
  return c ? b : a;
}
namespace precise {
using metal::clamp;
using metal::max;
using metal::max3;
using metal::median3;
using metal::min;
using metal::min3;
} // namespace precise
namespace fast {
using metal::clamp;
using metal::max;
using metal::max3;
using metal::median3;
using metal::min;
using metal::min3;
} // namespace fast
} // namespace metal
