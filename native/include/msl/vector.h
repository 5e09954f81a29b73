// vec<T, N> with swizzles and componentwise operators, packed vectors, matrices.
// The swizzles come from generated files beside the precompiled header.
#pragma once
namespace metal {
template <class T, int N> struct vec;
template <class T, int N> struct packed_vec;

template <class T> struct is_vector : false_type {};
template <class T, int N> struct is_vector<vec<T, N>> : true_type {};

// What holds the elements so that clang sees a vector; bool and bfloat have none, and use an array alone.
template <class T>
constexpr const __global bool has_native_vector = !__is_same(T, bool) && !__is_same(T, bfloat);
template <class T, int N, bool = has_native_vector<T>> struct vector_storage {
  typedef T native __attribute__((ext_vector_type(N)));
  static constexpr MSL_FUNCTION native splat(T a) { return (native)a; }
};
template <class T, int N> struct vector_storage<T, N, false> {
  struct native {
    T elements[N];
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
      r.elements[i] = a.elements[i] op b.elements[i];                                                        \
    return r;                                                                                                \
  }
#define MSL_VECTOR_MEMBERS(N)                                                                                \
  enum { size = N };                                                                                         \
  typedef T value_type;                                                                                      \
  vec() = default;                                                                                           \
  MSL_CHECKED_COPIES(vec)                                                                                    \
  constexpr MSL_FUNCTION vec(T a) : native(vector_storage<T, N>::splat(a)) {}                                \
  template <class U> explicit constexpr MSL_FUNCTION vec(vec<U, N> v) : native{} {                           \
    if constexpr (has_native_vector<T> && has_native_vector<U>)                                              \
      native = __builtin_convertvector(v.native, typename vector_storage<T, N>::native);                     \
    else                                                                                                     \
      for (int i = 0; i < N; i++)                                                                            \
        elements[i] = (T)v.elements[i];                                                                      \
  }                                                                                                          \
  constexpr MSL_FUNCTION vec(packed_vec<T, N> v) : elements{} {                                              \
    for (int i = 0; i < N; i++)                                                                              \
      elements[i] = v.elements[i];                                                                           \
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
  MSL_VECTOR_COMPARISON(==)                                                                                  \
  MSL_VECTOR_COMPARISON(!=)                                                                                  \
  MSL_VECTOR_COMPARISON(<)                                                                                   \
  MSL_VECTOR_COMPARISON(<=)                                                                                  \
  MSL_VECTOR_COMPARISON(>)                                                                                   \
  MSL_VECTOR_COMPARISON(>=)                                                                                  \
  MSL_VECTOR_COMPARISON(&&)                                                                                  \
  MSL_VECTOR_COMPARISON(||)                                                                                  \
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
      r.elements[i] = !a.elements[i];                                                                        \
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
  constexpr MSL_FUNCTION vec(vec<T, 2> a, T b) : vec(a.elements[0], a.elements[1], b) {}
  constexpr MSL_FUNCTION vec(T a, vec<T, 2> b) : vec(a, b.elements[0], b.elements[1]) {}
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
  constexpr MSL_FUNCTION vec(vec<T, 2> a, vec<T, 2> b)
      : vec(a.elements[0], a.elements[1], b.elements[0], b.elements[1]) {}
  constexpr MSL_FUNCTION vec(vec<T, 2> a, T b, T c) : vec(a.elements[0], a.elements[1], b, c) {}
  constexpr MSL_FUNCTION vec(T a, vec<T, 2> b, T c) : vec(a, b.elements[0], b.elements[1], c) {}
  constexpr MSL_FUNCTION vec(T a, T b, vec<T, 2> c) : vec(a, b, c.elements[0], c.elements[1]) {}
  constexpr MSL_FUNCTION vec(vec<T, 3> a, T b) : vec(a.elements[0], a.elements[1], a.elements[2], b) {}
  constexpr MSL_FUNCTION vec(T a, vec<T, 3> b) : vec(a, b.elements[0], b.elements[1], b.elements[2]) {}
#include "swizzle4.inc"
};

// Aligned as its elements are, without padding.
template <class T, int N> struct packed_vec {
  T elements[N];
  packed_vec() = default;
  template <class... U> constexpr MSL_FUNCTION packed_vec(T a, U... more) : elements{a, (T)more...} {}
  constexpr MSL_FUNCTION packed_vec(vec<T, N> v) : elements{} {
    for (int i = 0; i < N; i++)
      elements[i] = v.elements[i];
  }
  constexpr MSL_FUNCTION T &operator[](int i) { return elements[i]; }
  constexpr MSL_FUNCTION T operator[](int i) const { return elements[i]; }
};

// C columns of R rows, as MSL stores them.
template <class T, int C, int R> struct matrix {
  vec<T, R> columns[C];
  matrix() = default;
  explicit MSL_FUNCTION matrix(T diagonal) {
    for (int c = 0; c < C; c++)
      for (int r = 0; r < R; r++)
        columns[c].elements[r] = r == c ? diagonal : T(0);
  }
  template <class... U, class = enable_if_t<sizeof...(U) + 2 == C>>
  MSL_FUNCTION matrix(vec<T, R> a, vec<T, R> b, U... more) : columns{a, b, more...} {}
  MSL_FUNCTION vec<T, R> &operator[](int c) { return columns[c]; }
  MSL_FUNCTION const vec<T, R> &operator[](int c) const { return columns[c]; }
  friend MSL_FUNCTION vec<T, R> operator*(matrix a, vec<T, C> v) {
    vec<T, R> sum(T(0));
    for (int c = 0; c < C; c++)
      sum += a.columns[c] * vec<T, R>(v.elements[c]);
    return sum;
  }
  friend MSL_FUNCTION matrix operator*(matrix a, T s) {
    for (int c = 0; c < C; c++)
      a.columns[c] *= s;
    return a;
  }
};
} // namespace metal

#define MSL_VECTOR_TYPES(T)                                                                                  \
  typedef metal::vec<T, 2> T##2;                                                                             \
  typedef metal::vec<T, 3> T##3;                                                                             \
  typedef metal::vec<T, 4> T##4;                                                                             \
  typedef metal::packed_vec<T, 2> packed_##T##2;                                                             \
  typedef metal::packed_vec<T, 3> packed_##T##3;                                                             \
  typedef metal::packed_vec<T, 4> packed_##T##4;
MSL_VECTOR_TYPES(char)
MSL_VECTOR_TYPES(uchar)
MSL_VECTOR_TYPES(short)
MSL_VECTOR_TYPES(ushort)
MSL_VECTOR_TYPES(int)
MSL_VECTOR_TYPES(uint)
MSL_VECTOR_TYPES(long)
MSL_VECTOR_TYPES(ulong)
MSL_VECTOR_TYPES(float)
MSL_VECTOR_TYPES(half)
MSL_VECTOR_TYPES(bfloat)
MSL_VECTOR_TYPES(bool)
#undef MSL_VECTOR_TYPES
#define MSL_MATRIX_TYPES(T)                                                                                  \
  typedef metal::matrix<T, 2, 2> T##2x2;                                                                     \
  typedef metal::matrix<T, 3, 3> T##3x3;                                                                     \
  typedef metal::matrix<T, 4, 4> T##4x4;
MSL_MATRIX_TYPES(float)
MSL_MATRIX_TYPES(half)
#undef MSL_MATRIX_TYPES
