// metal::'s type traits.
#pragma once
namespace metal {
typedef ::size_t size_t;
typedef ::ptrdiff_t ptrdiff_t;
template <class T, T V> struct integral_constant {
  static constexpr const __global T value = V;
  typedef T value_type;
  constexpr operator T() const { return V; }
};
template <bool B> using bool_constant = integral_constant<bool, B>;
typedef bool_constant<true> true_type;
typedef bool_constant<false> false_type;
template <bool B, class T = void> struct enable_if {};
template <class T> struct enable_if<true, T> {
  typedef T type;
};
template <bool B, class T = void> using enable_if_t = typename enable_if<B, T>::type;
template <bool B, class T, class F> struct conditional {
  typedef T type;
};
template <class T, class F> struct conditional<false, T, F> {
  typedef F type;
};
template <bool B, class T, class F> using conditional_t = typename conditional<B, T, F>::type;
template <class A, class B> struct is_same : bool_constant<__is_same(A, B)> {};
template <class A, class B> constexpr const __global bool is_same_v = __is_same(A, B);
template <class T>
struct is_floating_point
    : bool_constant<__is_floating_point(T) || __is_same(T, half) || __is_same(T, bfloat)> {};
template <class T> constexpr const __global bool is_floating_point_v = is_floating_point<T>::value;
template <class T> struct is_integral : bool_constant<__is_integral(T)> {};
template <class T> constexpr const __global bool is_integral_v = __is_integral(T);
template <class T> struct is_arithmetic : bool_constant<__is_integral(T) || is_floating_point<T>::value> {};
template <class T> constexpr const __global bool is_arithmetic_v = is_arithmetic<T>::value;
template <class T> struct is_signed : bool_constant<__is_signed(T)> {};
template <class T> constexpr const __global bool is_signed_v = __is_signed(T);
template <class T> struct is_unsigned : bool_constant<__is_unsigned(T)> {};
template <class T> constexpr const __global bool is_unsigned_v = __is_unsigned(T);
template <class T> struct is_pointer : bool_constant<__is_pointer(T)> {};
template <class T> constexpr const __global bool is_pointer_v = __is_pointer(T);
template <class A, class B> struct is_convertible : bool_constant<__is_convertible_to(A, B)> {};
template <class A, class B> constexpr const __global bool is_convertible_v = __is_convertible_to(A, B);
template <class T> struct remove_cv {
  typedef __remove_cv(T) type;
};
template <class T> using remove_cv_t = __remove_cv(T);
template <class T> using remove_const_t = __remove_const(T);
template <class T> using remove_reference_t = __remove_reference_t(T);
template <class T> using remove_pointer_t = __remove_pointer(T);
template <class T> using decay_t = __decay(T);
template <class T> using make_unsigned_t = __make_unsigned(T);
template <class T> using make_signed_t = __make_signed(T);

// T without its address space.
template <class T> struct remove_addrspace {
  typedef T type;
};
template <class T> struct remove_addrspace<__global T> {
  typedef T type;
};
template <class T> struct remove_addrspace<const __global T> {
  typedef const T type;
};
template <class T> struct remove_addrspace<__local T> {
  typedef T type;
};
template <class T> struct remove_addrspace<const __local T> {
  typedef const T type;
};
template <class T> struct remove_addrspace<__private T> {
  typedef T type;
};
template <class T> struct remove_addrspace<const __private T> {
  typedef const T type;
};
template <class T> struct remove_addrspace<__generic T> {
  typedef T type;
};
template <class T> struct remove_addrspace<const __generic T> {
  typedef const T type;
};
template <class T> using remove_addrspace_t = typename remove_addrspace<T>::type;
template <class T> using value_of_t = __remove_cv(remove_addrspace_t<__remove_reference_t(T)>);
template <class T> struct identity {
  typedef T type;
};
} // namespace metal
