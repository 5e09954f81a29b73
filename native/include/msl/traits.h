// The type traits of metal::.
#pragma once
namespace metal {
// The scalar types are members of metal:: too.
using ::bfloat;
using ::int16_t;
using ::int32_t;
using ::int64_t;
using ::int8_t;
using ::intptr_t;
using ::ptrdiff_t;
using ::size_t;
using ::uchar;
using ::uint;
using ::uint16_t;
using ::uint32_t;
using ::uint64_t;
using ::uint8_t;
using ::uintptr_t;
using ::ulong;
using ::ushort;
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
template <class T> using make_unsigned_t = __make_unsigned(T);
template <class T> using make_signed_t = __make_signed(T);

template <class T> T declval();
template <class...> struct conjunction : true_type {};
template <class T, class... More>
struct conjunction<T, More...> : conditional_t<(bool)T::value, conjunction<More...>, false_type> {};
template <class... T> constexpr const __global bool conjunction_v = conjunction<T...>::value;
template <class...> struct disjunction : false_type {};
template <class T, class... More>
struct disjunction<T, More...> : conditional_t<(bool)T::value, true_type, disjunction<More...>> {};
template <class... T> constexpr const __global bool disjunction_v = disjunction<T...>::value;
template <class T> struct negation : bool_constant<!(bool)T::value> {};
template <class T> constexpr const __global bool negation_v = negation<T>::value;
template <class... T> using _conjunction = conjunction<T...>;
template <class... T> using _disjunction = disjunction<T...>;
template <class T> using _negation = negation<T>;

#define MSL_TRAIT(name, builtin)                                                                             \
  template <class T> struct name : bool_constant<builtin(T)> {};                                             \
  template <class T> constexpr const __global bool name##_v = builtin(T);
MSL_TRAIT(is_void, __is_void)
MSL_TRAIT(is_array, __is_array)
MSL_TRAIT(is_enum, __is_enum)
MSL_TRAIT(is_union, __is_union)
MSL_TRAIT(is_class, __is_class)
MSL_TRAIT(is_function, __is_function)
MSL_TRAIT(is_const, __is_const)
MSL_TRAIT(is_volatile, __is_volatile)
MSL_TRAIT(is_reference, __is_reference)
MSL_TRAIT(is_lvalue_reference, __is_lvalue_reference)
MSL_TRAIT(is_rvalue_reference, __is_rvalue_reference)
MSL_TRAIT(is_scalar, __is_scalar)
MSL_TRAIT(is_trivial, __is_trivial)
MSL_TRAIT(is_trivially_copyable, __is_trivially_copyable)
MSL_TRAIT(is_standard_layout, __is_standard_layout)
MSL_TRAIT(is_fundamental, __is_fundamental)
MSL_TRAIT(is_compound, __is_compound)
MSL_TRAIT(is_object, __is_object)
MSL_TRAIT(is_final, __is_final)
MSL_TRAIT(is_polymorphic, __is_polymorphic)
MSL_TRAIT(is_abstract, __is_abstract)
#undef MSL_TRAIT
template <class A, class B> struct is_base_of : bool_constant<__is_base_of(A, B)> {};
template <class A, class B> constexpr const __global bool is_base_of_v = __is_base_of(A, B);
#define MSL_TRANSFORM(name, result)                                                                          \
  template <class T> struct name {                                                                           \
    typedef result type;                                                                                     \
  };
MSL_TRANSFORM(remove_const, __remove_const(T))
MSL_TRANSFORM(remove_volatile, __remove_volatile(T))
MSL_TRANSFORM(remove_reference, __remove_reference_t(T))
MSL_TRANSFORM(remove_pointer, __remove_pointer(T))
MSL_TRANSFORM(remove_extent, __remove_extent(T))
MSL_TRANSFORM(remove_all_extents, __remove_all_extents(T))
MSL_TRANSFORM(make_unsigned, __make_unsigned(T))
MSL_TRANSFORM(make_signed, __make_signed(T))
MSL_TRANSFORM(underlying_type, __underlying_type(T))
MSL_TRANSFORM(add_const, const T)
MSL_TRANSFORM(add_volatile, volatile T)
#undef MSL_TRANSFORM
template <class T> using add_const_t = const T;
template <class T> using underlying_type_t = __underlying_type(T);
template <class T> using remove_extent_t = __remove_extent(T);
template <class...> struct common_type;
template <class T> struct common_type<T> {
  typedef T type;
};
template <class A, class B, class... More> struct common_type<A, B, More...> {
  typedef typename common_type<decltype(true ? A() : B()), More...>::type type;
};
template <class... T> using common_type_t = typename common_type<T...>::type;

template <class T, T... I> struct integer_sequence {
  static constexpr MSL_FUNCTION size_t size() { return sizeof...(I); }
};
template <size_t... I> using index_sequence = integer_sequence<size_t, I...>;
template <class T, T N> using make_integer_sequence = __make_integer_seq<integer_sequence, T, N>;
template <size_t N> using make_index_sequence = make_integer_sequence<size_t, N>;

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
template <class T> struct remove_addrspace<MSL_DEVICE T> {
  typedef T type;
};
template <class T> struct remove_addrspace<const MSL_DEVICE T> {
  typedef const T type;
};
template <class T> struct remove_addrspace<MSL_CONSTANT T> {
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
template <class T> struct decay {
  typedef __remove_cv(remove_addrspace_t<__decay(T)>) type;
};
template <class T> using decay_t = typename decay<T>::type;
template <class T> using value_of_t = __remove_cv(remove_addrspace_t<__remove_reference_t(T)>);
template <class T> struct identity {
  typedef T type;
};
} // namespace metal
