// The types of elements that matrices are multiplied of, and into.
#pragma once
namespace msl {
template <class T, class... Among> constexpr const __global bool is_one_of = (__is_same(T, Among) || ...);
template <class T> constexpr const __global bool is_byte = is_one_of<T, char, uchar>;
template <class T> constexpr const __global bool is_short_real = is_one_of<T, half, bfloat>;

// Weights of half a byte or less, which only the right operand may be made of.
#if MSL_TENSORS >= 410
template <class T>
constexpr const __global bool is_small_integer =
    is_one_of<T, metal::int4b_format, metal::uint4b_format, metal::int2b_format, metal::uint2b_format>;
template <class T>
constexpr const __global bool is_small_signed = is_one_of<T, metal::int4b_format, metal::int2b_format>;
template <class T>
constexpr const __global bool is_small_real =
    is_one_of<T, metal::metal_fp4_e2m1_format, metal::metal_fp8_e4m3_format, metal::metal_fp8_e5m2_format>;
#else
template <class T>
constexpr const __global bool is_small_integer = is_one_of<T, metal::int4b_format, metal::uint4b_format>;
template <class T> constexpr const __global bool is_small_signed = is_one_of<T, metal::int4b_format>;
template <class T> constexpr const __global bool is_small_real = false;
#endif

// Whether matrices of A and B can be multiplied into one of C.
template <class A, class B, class C> constexpr MSL_FUNCTION bool are_multiplied() {
  if constexpr (__is_same(C, int))
    return (is_byte<A> && __is_same(A, B)) ||
           (is_small_integer<B> && __is_same(A, metal::conditional_t<is_small_signed<B>, char, uchar>));
  else if constexpr (is_small_integer<B>)
    return is_short_real<A> && (__is_same(C, A) || __is_same(C, float));
  else if constexpr (is_small_real<B>)
    return (__is_same(A, half) || __is_same(A, B)) && is_one_of<C, half, float>;
  else if constexpr (__is_same(C, float))
    return is_one_of<A, char, uchar, half, bfloat, float> && is_one_of<B, char, uchar, half, bfloat, float> &&
           !(is_byte<A> && is_byte<B>);
  else if constexpr (is_short_real<C>)
    return (is_short_real<A> || is_byte<A>) && (is_short_real<B> || is_byte<B>) &&
           (__is_same(A, C) || __is_same(B, C));
  else
    return false;
}
} // namespace msl
