// vec<T, N> with swizzles and componentwise operators. The swizzles are generated into files beside the
// precompiled header.
#pragma once
namespace metal {
template <class T, int N> struct vec;
template <class T, int N> struct packed_vec;

template <class T> struct is_vector : false_type {};
template <class T, int N> struct is_vector<vec<T, N>> : true_type {};
template <class T, int N> struct is_vector<packed_vec<T, N>> : true_type {};
template <class T> constexpr const __global bool is_vector_v = is_vector<T>::value;

// How many elements a scalar or vector contributes to a constructor.
template <class T> constexpr const __global int elements_of = 1;
template <class T, int N> constexpr const __global int elements_of<vec<T, N>> = N;
template <class T, int N> constexpr const __global int elements_of<packed_vec<T, N>> = N;

template <class T> struct vec_elements : integral_constant<int, elements_of<T>> {};
template <class T> constexpr const __global int vec_elements_v = elements_of<T>;
template <class T> struct make_scalar {
  typedef T type;
};
template <class T, int N> struct make_scalar<vec<T, N>> {
  typedef T type;
};
template <class T, int N> struct make_scalar<packed_vec<T, N>> {
  typedef T type;
};
template <class T> using make_scalar_t = typename make_scalar<T>::type;
template <class T, int N> struct make_vector {
  typedef vec<T, N> type;
};
template <class T, int N> using make_vector_t = typename make_vector<T, N>::type;
// What SIMD-group functions take.
template <class T>
struct __is_valid_simdgroup_type
    : bool_constant<is_arithmetic<make_scalar_t<T>>::value && !__is_same(make_scalar_t<T>, bool)> {};
template <class T>
constexpr const __global bool __is_valid_simdgroup_type_v = __is_valid_simdgroup_type<T>::value;

// Storage that clang sees as a vector; bool and bfloat have no such type and use an array. Functions of
// vectors access native[i]: clang keeps these in registers and turns a loop over them into one operation.
template <class T>
constexpr const __global bool has_native_vector = !__is_same(T, bool) && !__is_same(T, bfloat);
template <class T, int N, bool = has_native_vector<T>> struct vector_storage {
  typedef T native __attribute__((ext_vector_type(N)));
  static constexpr MSL_FUNCTION native splat(T a) { return (native)a; }
};
template <class T, int N> struct vector_storage<T, N, false> {
  struct native {
    T elements[N];
    constexpr MSL_FUNCTION T &operator[](int i) { return elements[i]; }
  };
  static constexpr MSL_FUNCTION native splat(T a) {
    native r{};
    for (int i = 0; i < N; i++)
      r.elements[i] = a;
    return r;
  }
};

#define MSL_VECTOR_OPERATOR(op)                                                                              \
  friend constexpr MSL_FUNCTION vec operator op(vec a, vec b) {                                              \
    vec r;                                                                                                   \
    if constexpr (has_native_vector<T>)                                                                      \
      r.native = a.native op b.native;                                                                       \
    else                                                                                                     \
      for (int i = 0; i < size; i++)                                                                         \
        r.elements[i] = a.elements[i] op b.elements[i];                                                      \
    return r;                                                                                                \
  }                                                                                                          \
  template <class U> friend constexpr MSL_FUNCTION vec &operator op##=(vec & a, U b) {                       \
    return a = a op vec(b);                                                                                  \
  }
#define MSL_VECTOR_COMPARISON(op)                                                                            \
  friend constexpr MSL_FUNCTION vec<bool, size> operator op(vec a, vec b) {                                  \
    vec<bool, size> r;                                                                                       \
    for (int i = 0; i < size; i++)                                                                           \
      r.elements[i] = a.native[i] op b.native[i];                                                            \
    return r;                                                                                                \
  }
// By integers of another type.
#define MSL_VECTOR_SHIFT(op)                                                                                 \
  template <class U, class = enable_if_t<!__is_same(T, U)>>                                                  \
  friend constexpr MSL_FUNCTION vec operator op(vec a, vec<U, size> b) {                                     \
    return a op vec(b);                                                                                      \
  }
#define MSL_VECTOR_MEMBERS(N)                                                                                \
  enum { size = N };                                                                                         \
  typedef T value_type;                                                                                      \
  vec() = default;                                                                                           \
  constexpr MSL_FUNCTION vec(T a) : native(vector_storage<T, N>::splat(a)) {}                                \
  template <class U, class = enable_if_t<is_arithmetic_v<U>>> constexpr MSL_FUNCTION vec(U a) : vec((T)a) {} \
  template <class U> explicit constexpr MSL_FUNCTION vec(vec<U, N> v) : native{} {                           \
    if constexpr (has_native_vector<T> && has_native_vector<U>)                                              \
      native = __builtin_convertvector(v.native, typename vector_storage<T, N>::native);                     \
    else                                                                                                     \
      for (int i = 0; i < N; i++)                                                                            \
        elements[i] = (T)v.elements[i];                                                                      \
  }                                                                                                          \
  constexpr MSL_FUNCTION vec(const packed_vec<T, N> &v) : elements{} {                                       \
    for (int i = 0; i < N; i++)                                                                              \
      elements[i] = v.elements[i];                                                                           \
  }                                                                                                          \
  template <class U> explicit constexpr MSL_FUNCTION vec(const packed_vec<U, N> &v) : elements{} {           \
    for (int i = 0; i < N; i++)                                                                              \
      elements[i] = (T)v.elements[i];                                                                        \
  }                                                                                                          \
  /* Scalars and vectors in any order with N elements in total. */                                           \
  template <class A, class B, class... More,                                                                 \
            class = enable_if_t<elements_of<A> + elements_of<B> + (elements_of<More> + ... + 0) == N>>       \
  constexpr MSL_FUNCTION vec(A a, B b, More... more) : elements{} {                                          \
    int at = 0;                                                                                              \
    put(at, a);                                                                                              \
    put(at, b);                                                                                              \
    (put(at, more), ...);                                                                                    \
  }                                                                                                          \
  template <class A> constexpr MSL_FUNCTION void put(int &at, A a) {                                         \
    if constexpr (elements_of<A> == 1)                                                                       \
      elements[at++] = (T)a;                                                                                 \
    else                                                                                                     \
      for (int i = 0; i < elements_of<A>; i++)                                                               \
        elements[at++] = (T)a.elements[i];                                                                   \
  }                                                                                                          \
  constexpr MSL_FUNCTION T &operator[](int i) { return elements[i]; }                                        \
  constexpr MSL_FUNCTION T operator[](int i) const { return elements[i]; }                                   \
  MSL_VECTOR_OPERATOR(+)                                                                                     \
  MSL_VECTOR_OPERATOR(-)                                                                                     \
  MSL_VECTOR_OPERATOR(*)                                                                                     \
  MSL_VECTOR_OPERATOR(/)                                                                                     \
  MSL_VECTOR_OPERATOR(%)                                                                                     \
  MSL_VECTOR_OPERATOR(&)                                                                                     \
  MSL_VECTOR_OPERATOR(|)                                                                                     \
  MSL_VECTOR_OPERATOR(^)                                                                                     \
  MSL_VECTOR_OPERATOR(<<)                                                                                    \
  MSL_VECTOR_OPERATOR(>>)                                                                                    \
  MSL_VECTOR_SHIFT(<<)                                                                                       \
  MSL_VECTOR_SHIFT(>>)                                                                                       \
  MSL_VECTOR_COMPARISON(==)                                                                                  \
  MSL_VECTOR_COMPARISON(!=)                                                                                  \
  MSL_VECTOR_COMPARISON(<)                                                                                   \
  MSL_VECTOR_COMPARISON(<=)                                                                                  \
  MSL_VECTOR_COMPARISON(>)                                                                                   \
  MSL_VECTOR_COMPARISON(>=)                                                                                  \
  MSL_VECTOR_COMPARISON(&&)                                                                                  \
  MSL_VECTOR_COMPARISON(||)                                                                                  \
  friend constexpr MSL_FUNCTION vec &operator++(vec &a) { return a = a + vec(T(1)); }                        \
  friend constexpr MSL_FUNCTION vec &operator--(vec &a) { return a = a - vec(T(1)); }                        \
  friend constexpr MSL_FUNCTION vec operator++(vec &a, int) {                                                \
    const vec before = a;                                                                                    \
    a = a + vec(T(1));                                                                                       \
    return before;                                                                                           \
  }                                                                                                          \
  friend constexpr MSL_FUNCTION vec operator--(vec &a, int) {                                                \
    const vec before = a;                                                                                    \
    a = a - vec(T(1));                                                                                       \
    return before;                                                                                           \
  }                                                                                                          \
  friend constexpr MSL_FUNCTION vec operator+(vec a) { return a; }                                           \
  friend constexpr MSL_FUNCTION vec operator-(vec a) {                                                       \
    if constexpr (has_native_vector<T>)                                                                      \
      a.native = -a.native;                                                                                  \
    else                                                                                                     \
      for (int i = 0; i < N; i++)                                                                            \
        a.elements[i] = -a.elements[i];                                                                      \
    return a;                                                                                                \
  }                                                                                                          \
  friend constexpr MSL_FUNCTION vec operator~(vec a) {                                                       \
    if constexpr (has_native_vector<T>)                                                                      \
      a.native = ~a.native;                                                                                  \
    else                                                                                                     \
      for (int i = 0; i < N; i++)                                                                            \
        a.elements[i] = ~a.elements[i];                                                                      \
    return a;                                                                                                \
  }                                                                                                          \
  friend constexpr MSL_FUNCTION vec<bool, N> operator!(vec a) {                                              \
    vec<bool, N> r;                                                                                          \
    for (int i = 0; i < N; i++)                                                                              \
      r.elements[i] = !a.native[i];                                                                          \
    return r;                                                                                                \
  }

template <class T> struct vec<T, 2> {
  union {
    T elements[2];
    typename vector_storage<T, 2>::native native;
    struct {
      T x, y;
    };
    struct {
      T r, g;
    };
  };
  MSL_VECTOR_MEMBERS(2)
  constexpr MSL_FUNCTION vec(T a, T b) : native{a, b} {}
#include "swizzle2.inc"
};
template <class T> struct vec<T, 3> {
  union {
    T elements[3];
    typename vector_storage<T, 3>::native native;
    struct {
      T x, y, z;
    };
    struct {
      T r, g, b;
    };
  };
  MSL_VECTOR_MEMBERS(3)
  constexpr MSL_FUNCTION vec(T a, T b, T c) : native{a, b, c} {}
#include "swizzle3.inc"
};
template <class T> struct vec<T, 4> {
  union {
    T elements[4];
    typename vector_storage<T, 4>::native native;
    struct {
      T x, y, z, w;
    };
    struct {
      T r, g, b, a;
    };
  };
  MSL_VECTOR_MEMBERS(4)
  constexpr MSL_FUNCTION vec(T a, T b, T c, T d) : native{a, b, c, d} {}
  constexpr MSL_FUNCTION vec(vec<T, 2> a, T b, T c) : vec(a.elements[0], a.elements[1], b, c) {}
#include "swizzle4.inc"
};
// Longer ones, without swizzles: 8 or 16 elements.
template <class T, int N> struct vec {
  static_assert(N == 8 || N == 16, "vec: a vector has 2, 3, 4, 8 or 16 elements");
  union {
    T elements[N];
    typename vector_storage<T, N>::native native;
  };
  MSL_VECTOR_MEMBERS(N)
};
} // namespace metal
