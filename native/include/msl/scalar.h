// Scalar types and constants. half is IEEE 754 binary16; bfloat is the upper half of a float, rounded to
// nearest even.
#pragma once
typedef unsigned char uchar;
typedef unsigned short ushort;
typedef unsigned int uint;
typedef unsigned long ulong;
typedef char int8_t;
typedef unsigned char uint8_t;
typedef short int16_t;
typedef unsigned short uint16_t;
typedef int int32_t;
typedef unsigned int uint32_t;
typedef long int64_t;
typedef unsigned long uint64_t;
typedef unsigned long size_t;
typedef long ptrdiff_t;
typedef long intptr_t;
typedef ulong uintptr_t;

namespace msl {
template <int V> struct Small;
// Traits under our own names, because clang 16 cannot mangle its built-in ones.
template <class U> constexpr const __global bool is_whole = __is_integral(U);
template <class U> constexpr const __global bool is_half = __is_same(U, half);
template <class U> constexpr const __global bool is_real = __is_floating_point(U) || is_half<U>;
template <class U>
constexpr const __global bool becomes_float = __is_class(U) && __is_convertible_to(U, float);
} // namespace msl
struct bfloat;
// The result of arithmetic between a bfloat and another number: bfloat for an integer, float for anything
// else.
template <class U, bool = msl::is_whole<U>, bool = msl::is_real<U>> struct bfloat_with {};
template <class U> struct bfloat_with<U, true, false> {
  typedef bfloat type;
  typedef bool compared;
};
template <class U> struct bfloat_with<U, false, true> {
  typedef float type;
  typedef bool compared;
};

// What converts to bfloat: integers and user-defined types implicitly, half explicitly.
template <class U, bool = msl::is_whole<U> || msl::becomes_float<U>, bool = msl::is_half<U>>
struct bfloat_from {};
template <class U> struct bfloat_from<U, true, false> {
  typedef bfloat type;
};
template <> struct bfloat_from<bfloat, true, false> {};
template <int V> struct bfloat_from<msl::Small<V>, true, false> {}; // it has a conversion of its own
template <class U> struct bfloat_from<U, false, true> {
  typedef bfloat half_type;
};

// A class, because clang does not convert between half and its own __bf16.
struct bfloat {
  template <class U> using Mixed = typename bfloat_with<U>::type;
  template <class U> using Compared = typename bfloat_with<U>::compared;
  ushort bits;
  bfloat() = default;
  constexpr MSL_FUNCTION bfloat(float value) : bits(rounded(value)) {}
  template <class U, class = typename bfloat_from<U>::type>
  constexpr MSL_FUNCTION bfloat(U value) : bits(rounded((float)value)) {}
  template <class U, class = typename bfloat_from<U>::half_type, class = void>
  explicit constexpr MSL_FUNCTION bfloat(U value) : bits(rounded((float)value)) {}
  constexpr MSL_FUNCTION operator float() const { return __builtin_bit_cast(float, (uint)bits << 16); }
  constexpr static MSL_FUNCTION ushort rounded(float value) {
    const uint u = __builtin_bit_cast(uint, value);
    const bool nan = (u & 0x7fffffffu) > 0x7f800000u;
    return (ushort)(nan ? u >> 16 | 0x40u : (u + 0x7fffu + (u >> 16 & 1u)) >> 16);
  }
#define MSL_BFLOAT_OPERATOR(op)                                                                              \
  friend constexpr MSL_FUNCTION bfloat operator op(bfloat a, bfloat b) {                                     \
    return bfloat((float)a op(float) b);                                                                     \
  }                                                                                                          \
  template <class U> friend constexpr MSL_FUNCTION auto operator op(bfloat a, U b)->Mixed<U> {               \
    return Mixed<U>((float)a op(float) b);                                                                   \
  }                                                                                                          \
  template <class U> friend constexpr MSL_FUNCTION auto operator op(U a, bfloat b)->Mixed<U> {               \
    return Mixed<U>((float)a op(float) b);                                                                   \
  }                                                                                                          \
  template <class U> constexpr MSL_FUNCTION bfloat &operator op##=(U b) {                                    \
    return *this = bfloat((float)*this op(float) b);                                                         \
  }
  MSL_BFLOAT_OPERATOR(+)
  MSL_BFLOAT_OPERATOR(-)
  MSL_BFLOAT_OPERATOR(*)
  MSL_BFLOAT_OPERATOR(/)
#undef MSL_BFLOAT_OPERATOR
#define MSL_BFLOAT_COMPARISON(op)                                                                            \
  friend constexpr MSL_FUNCTION bool operator op(bfloat a, bfloat b) { return (float)a op(float) b; }        \
  template <class U> friend constexpr MSL_FUNCTION auto operator op(bfloat a, U b)->Compared<U> {            \
    return (float)a op(float) b;                                                                             \
  }                                                                                                          \
  template <class U> friend constexpr MSL_FUNCTION auto operator op(U a, bfloat b)->Compared<U> {            \
    return (float)a op(float) b;                                                                             \
  }
  MSL_BFLOAT_COMPARISON(==)
  MSL_BFLOAT_COMPARISON(!=)
  MSL_BFLOAT_COMPARISON(<)
  MSL_BFLOAT_COMPARISON(<=)
  MSL_BFLOAT_COMPARISON(>)
  MSL_BFLOAT_COMPARISON(>=)
#undef MSL_BFLOAT_COMPARISON
  friend constexpr MSL_FUNCTION bfloat operator-(bfloat a) {
    return __builtin_bit_cast(bfloat, (ushort)(a.bits ^ 0x8000));
  }
};

#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
#define MAXFLOAT FLT_MAX
#define FLT_MAX 3.402823466e+38f
#define FLT_MIN 1.175494351e-38f
#define FLT_EPSILON 1.192092896e-07f
#define FLT_DIG 6
#define FLT_MANT_DIG 24
#define FLT_MAX_EXP 128
#define FLT_MIN_EXP (-125)
#define FLT_RADIX 2
#define HUGE_VALF INFINITY
#define HUGE_VALH ((half)INFINITY)
#define HALF_MAX ((half)65504.0f)
#define HALF_MIN ((half)0x1p-14f)
#define HALF_EPSILON ((half)0x1p-10f)
#define HALF_DIG 3
#define HALF_MANT_DIG 11
#define HALF_MAX_EXP 16
#define HALF_MIN_EXP (-13)
#define MAXHALF HALF_MAX
#define CHAR_BIT 8
#define CHAR_MAX 127
#define CHAR_MIN (-128)
#define UCHAR_MAX 255
#define SHRT_MAX 32767
#define SHRT_MIN (-32768)
#define USHRT_MAX 65535
#define INT_MAX 2147483647
#define INT_MIN (-2147483647 - 1)
#define UINT_MAX 0xffffffffu
#define LONG_MAX 0x7fffffffffffffffL
#define LONG_MIN (-LONG_MAX - 1)
#define ULONG_MAX 0xffffffffffffffffUL
#define M_E_F 2.71828182845904523536f
#define M_LOG2E_F 1.44269504088896340736f
#define M_LOG10E_F 0.434294481903251827651f
#define M_LN2_F 0.693147180559945309417f
#define M_LN10_F 2.30258509299404568402f
#define M_PI_F 3.14159265358979323846f
#define M_PI_2_F 1.57079632679489661923f
#define M_PI_4_F 0.785398163397448309616f
#define M_1_PI_F 0.318309886183790671538f
#define M_2_PI_F 0.636619772367581343076f
#define M_2_SQRTPI_F 1.12837916709551257390f
#define M_SQRT2_F 1.41421356237309504880f
#define M_SQRT1_2_F 0.707106781186547524401f
#define M_E_H ((half)2.71828182845904523536f)
#define M_LOG2E_H ((half)1.44269504088896340736f)
#define M_LOG10E_H ((half)0.434294481903251827651f)
#define M_LN2_H ((half)0.693147180559945309417f)
#define M_LN10_H ((half)2.30258509299404568402f)
#define M_PI_H ((half)3.14159265358979323846f)
#define M_PI_2_H ((half)1.57079632679489661923f)
#define M_PI_4_H ((half)0.785398163397448309616f)
#define M_1_PI_H ((half)0.318309886183790671538f)
#define M_2_PI_H ((half)0.636619772367581343076f)
#define M_2_SQRTPI_H ((half)1.12837916709551257390f)
#define M_SQRT2_H ((half)1.41421356237309504880f)
#define M_SQRT1_2_H ((half)0.707106781186547524401f)
