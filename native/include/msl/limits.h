// numeric_limits and as_type.
#pragma once
#define MSL_LIMITS(T, integer, signed_, digits_, digits10_, max_digits10_, min_exponent_, max_exponent_)     \
  static constexpr const __global bool is_specialized = true, is_integer = integer, is_exact = integer;      \
  static constexpr const __global bool is_signed = signed_, is_bounded = true,                               \
                                       is_modulo = integer && !signed_;                                      \
  static constexpr const __global bool has_infinity = !integer, has_quiet_NaN = !integer;                    \
  static constexpr const __global bool has_signaling_NaN = !integer, is_iec559 = !integer;                   \
  static constexpr const __global int radix = 2, digits = digits_, digits10 = digits10_;                     \
  static constexpr const __global int max_digits10 = max_digits10_, min_exponent = min_exponent_;            \
  static constexpr const __global int max_exponent = max_exponent_;
namespace metal {
template <class T> struct _numeric_limits_impl {
  static constexpr const __global bool is_specialized = false;
};
#define MSL_INTEGER_LIMITS(T, lowest_, max_, is_signed_, digits_, digits10_)                                 \
  template <> struct _numeric_limits_impl<T> {                                                               \
    MSL_LIMITS(T, true, is_signed_, digits_, digits10_, 0, 0, 0)                                             \
    static constexpr T lowest() { return lowest_; }                                                          \
    static constexpr T min() { return lowest_; }                                                             \
    static constexpr T max() { return max_; }                                                                \
    static constexpr T epsilon() { return 0; }                                                               \
    static constexpr T round_error() { return 0; }                                                           \
    static constexpr T infinity() { return 0; }                                                              \
    static constexpr T quiet_NaN() { return 0; }                                                             \
    static constexpr T denorm_min() { return 0; }                                                            \
  };
MSL_INTEGER_LIMITS(bool, false, true, false, 1, 0)
MSL_INTEGER_LIMITS(char, CHAR_MIN, CHAR_MAX, true, 7, 2)
MSL_INTEGER_LIMITS(uchar, 0, UCHAR_MAX, false, 8, 2)
MSL_INTEGER_LIMITS(short, SHRT_MIN, SHRT_MAX, true, 15, 4)
MSL_INTEGER_LIMITS(ushort, 0, USHRT_MAX, false, 16, 4)
MSL_INTEGER_LIMITS(int, INT_MIN, INT_MAX, true, 31, 9)
MSL_INTEGER_LIMITS(uint, 0, UINT_MAX, false, 32, 9)
MSL_INTEGER_LIMITS(long, LONG_MIN, LONG_MAX, true, 63, 18)
MSL_INTEGER_LIMITS(ulong, 0, ULONG_MAX, false, 64, 19)
#undef MSL_INTEGER_LIMITS
#define MSL_FLOATING_LIMITS(T, min_, max_, epsilon_, denorm_, digits_, digits10_, max_digits10_, min_exp_,   \
                            max_exp_)                                                                        \
  template <> struct _numeric_limits_impl<T> {                                                               \
    MSL_LIMITS(T, false, true, digits_, digits10_, max_digits10_, min_exp_, max_exp_)                        \
    static constexpr T lowest() { return (T) - (float)(max_); }                                              \
    static constexpr T min() { return (T)min_; }                                                             \
    static constexpr T max() { return (T)max_; }                                                             \
    static constexpr T epsilon() { return (T)epsilon_; }                                                     \
    static constexpr T round_error() { return (T)0.5f; }                                                     \
    static constexpr T infinity() { return (T)INFINITY; }                                                    \
    static constexpr T quiet_NaN() { return (T)NAN; }                                                        \
    static constexpr T signaling_NaN() { return (T)NAN; }                                                    \
    static constexpr T denorm_min() { return (T)denorm_; }                                                   \
  };
MSL_FLOATING_LIMITS(float, FLT_MIN, FLT_MAX, FLT_EPSILON, 0x1p-149f, 24, 6, 9, -125, 128)
MSL_FLOATING_LIMITS(half, 0x1p-14f, 65504.0f, 0x1p-10f, 0x1p-24f, 11, 3, 5, -13, 16)
MSL_FLOATING_LIMITS(bfloat, FLT_MIN, 0x1.fep127f, 0x1p-7f, 0x1p-133f, 8, 2, 4, -125, 128)
#undef MSL_FLOATING_LIMITS
#undef MSL_LIMITS
// Of a vector: each element's.
template <class T, int N> struct _numeric_limits_impl<vec<T, N>> : _numeric_limits_impl<T> {
#define MSL_LIMIT(name)                                                                                      \
  static constexpr vec<T, N> name() { return vec<T, N>(_numeric_limits_impl<T>::name()); }
  MSL_LIMIT(lowest)
  MSL_LIMIT(min)
  MSL_LIMIT(max)
  MSL_LIMIT(epsilon)
  MSL_LIMIT(round_error)
  MSL_LIMIT(infinity)
  MSL_LIMIT(quiet_NaN)
  MSL_LIMIT(denorm_min)
#undef MSL_LIMIT
};

template <class T> struct numeric_limits : _numeric_limits_impl<T> {};

template <class T, class U> MSL_FUNCTION T as_type(U value) {
  static_assert(sizeof(T) == sizeof(U), "as_type requires types of the same size");
#if MSL_CHECKS // vectors are not trivially copyable then
  T result;
  __builtin_memcpy(&result, &value, sizeof(T));
  return result;
#else
  return __builtin_bit_cast(T, value);
#endif
}
} // namespace metal
// A word of the language rather than a member of metal::.
using metal::as_type;
