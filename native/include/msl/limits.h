// numeric_limits, as_type, and min/max/clamp/select on every type.
#pragma once
namespace metal {
template <class T> struct numeric_limits;
#define MSL_INTEGER_LIMITS(T, lowest_, max_)                                                                 \
  template <> struct numeric_limits<T> {                                                                     \
    static constexpr T lowest() { return lowest_; }                                                          \
    static constexpr T min() { return lowest_; }                                                             \
    static constexpr T max() { return max_; }                                                                \
  };
MSL_INTEGER_LIMITS(char, CHAR_MIN, CHAR_MAX)
MSL_INTEGER_LIMITS(uchar, 0, UCHAR_MAX)
MSL_INTEGER_LIMITS(int8_t, CHAR_MIN, CHAR_MAX)
MSL_INTEGER_LIMITS(short, SHRT_MIN, SHRT_MAX)
MSL_INTEGER_LIMITS(ushort, 0, USHRT_MAX)
MSL_INTEGER_LIMITS(int, INT_MIN, INT_MAX)
MSL_INTEGER_LIMITS(uint, 0, UINT_MAX)
MSL_INTEGER_LIMITS(long, LONG_MIN, LONG_MAX)
MSL_INTEGER_LIMITS(ulong, 0, ULONG_MAX)
#undef MSL_INTEGER_LIMITS
#define MSL_FLOATING_LIMITS(T, min_, max_, epsilon_)                                                         \
  template <> struct numeric_limits<T> {                                                                     \
    static constexpr T lowest() { return (T) - (float)(max_); }                                              \
    static constexpr T min() { return (T)min_; }                                                             \
    static constexpr T max() { return (T)max_; }                                                             \
    static constexpr T epsilon() { return (T)epsilon_; }                                                     \
    static constexpr T infinity() { return (T)INFINITY; }                                                    \
    static constexpr T quiet_NaN() { return (T)NAN; }                                                        \
  };
MSL_FLOATING_LIMITS(float, FLT_MIN, FLT_MAX, FLT_EPSILON)
MSL_FLOATING_LIMITS(half, 6.103515625e-05f, 65504.0f, 0.0009765625f)
MSL_FLOATING_LIMITS(bfloat, FLT_MIN, 3.38953139e+38f, 0.0078125f)
#undef MSL_FLOATING_LIMITS

template <class T, class U> MSL_FUNCTION T as_type(U value) {
  static_assert(sizeof(T) == sizeof(U), "as_type needs types of one size");
#if MSL_CHECKS // vectors are not trivially copied then
  T result;
  __builtin_memcpy(&result, &value, sizeof(T));
  return result;
#else
  return __builtin_bit_cast(T, value);
#endif
}

#define MSL_ORDERED(T)                                                                                       \
  MSL_FUNCTION T min(T a, T b) { return b < a ? b : a; }                                                     \
  MSL_FUNCTION T max(T a, T b) { return a < b ? b : a; }                                                     \
  MSL_FUNCTION T clamp(T x, T low, T high) { return min(max(x, low), high); }                                \
  MSL_FUNCTION T select(T a, T b, bool c) { return c ? b : a; }
MSL_ORDERED(char)
MSL_ORDERED(uchar)
MSL_ORDERED(short)
MSL_ORDERED(ushort)
MSL_ORDERED(int)
MSL_ORDERED(uint)
MSL_ORDERED(long)
MSL_ORDERED(ulong)
MSL_ORDERED(float)
MSL_ORDERED(half)
MSL_ORDERED(bfloat)
#undef MSL_ORDERED
template <class T, int N, class F> MSL_FUNCTION vec<T, N> each(vec<T, N> a, vec<T, N> b, F f) {
  vec<T, N> r;
  for (int i = 0; i < N; i++)
    r.elements[i] = f(a.elements[i], b.elements[i]);
  return r;
}
template <class T, int N> MSL_FUNCTION vec<T, N> min(vec<T, N> a, vec<T, N> b) {
  return each(a, b, [](T x, T y) -> T { return y < x ? y : x; });
}
template <class T, int N> MSL_FUNCTION vec<T, N> max(vec<T, N> a, vec<T, N> b) {
  return each(a, b, [](T x, T y) -> T { return x < y ? y : x; });
}
template <class T, int N> MSL_FUNCTION vec<T, N> min(vec<T, N> a, T b) { return min(a, vec<T, N>(b)); }
template <class T, int N> MSL_FUNCTION vec<T, N> max(vec<T, N> a, T b) { return max(a, vec<T, N>(b)); }
template <class T, int N> MSL_FUNCTION vec<T, N> clamp(vec<T, N> x, vec<T, N> low, vec<T, N> high) {
  return min(max(x, low), high);
}
template <class T, int N> MSL_FUNCTION vec<T, N> clamp(vec<T, N> x, T low, T high) {
  return min(max(x, low), high);
}
template <class T, int N> MSL_FUNCTION vec<T, N> select(vec<T, N> a, vec<T, N> b, vec<bool, N> c) {
  for (int i = 0; i < N; i++)
    if (c.elements[i])
      a.elements[i] = b.elements[i];
  return a;
}
} // namespace metal
