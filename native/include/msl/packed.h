// packed_vec<T, N>: aligned like its elements, without padding. Arithmetic uses vec<T, N>.
#pragma once
namespace metal {
#define MSL_PACKED_OPERATOR(op)                                                                              \
  friend constexpr MSL_FUNCTION auto operator op(packed_vec a, packed_vec b) { return wide(a) op wide(b); }  \
  friend constexpr MSL_FUNCTION auto operator op(packed_vec a, wide b) { return wide(a) op b; }              \
  friend constexpr MSL_FUNCTION auto operator op(wide a, packed_vec b) { return a op wide(b); }              \
  friend constexpr MSL_FUNCTION auto operator op(packed_vec a, T b) { return wide(a) op wide(b); }           \
  friend constexpr MSL_FUNCTION auto operator op(T a, packed_vec b) { return wide(a) op wide(b); }           \
  template <class U> friend constexpr MSL_FUNCTION packed_vec &operator op##=(packed_vec & a, U b) {         \
    return a = packed_vec(wide(a) op wide(b));                                                               \
  }
#define MSL_PACKED_MEMBERS(N)                                                                                \
  enum { size = N };                                                                                         \
  typedef T value_type;                                                                                      \
  typedef vec<T, N> wide;                                                                                    \
  packed_vec() = default;                                                                                    \
  constexpr MSL_FUNCTION packed_vec(wide v) : elements{} {                                                   \
    for (int i = 0; i < N; i++)                                                                              \
      elements[i] = v.elements[i];                                                                           \
  }                                                                                                          \
  constexpr MSL_FUNCTION packed_vec(T a) : packed_vec(wide(a)) {}                                            \
  template <class U> explicit constexpr MSL_FUNCTION packed_vec(vec<U, N> v) : packed_vec(wide(v)) {}        \
  template <class A, class B, class... More>                                                                 \
  constexpr MSL_FUNCTION packed_vec(A a, B b, More... more) : packed_vec(wide(a, b, more...)) {}             \
  constexpr MSL_FUNCTION T &operator[](int i) { return elements[i]; }                                        \
  constexpr MSL_FUNCTION T operator[](int i) const { return elements[i]; }                                   \
  MSL_PACKED_OPERATOR(+)                                                                                     \
  MSL_PACKED_OPERATOR(-)                                                                                     \
  MSL_PACKED_OPERATOR(*)                                                                                     \
  MSL_PACKED_OPERATOR(/)                                                                                     \
  friend constexpr MSL_FUNCTION wide operator-(packed_vec a) { return -wide(a); }

template <class T> struct packed_vec<T, 2> {
  union {
    T elements[2];
    struct {
      T x, y;
    };
    struct {
      T r, g;
    };
  };
  MSL_PACKED_MEMBERS(2)
#include "swizzle2.inc"
};
template <class T> struct packed_vec<T, 3> {
  union {
    T elements[3];
    struct {
      T x, y, z;
    };
    struct {
      T r, g, b;
    };
  };
  MSL_PACKED_MEMBERS(3)
#include "swizzle3.inc"
};
template <class T> struct packed_vec<T, 4> {
  union {
    T elements[4];
    struct {
      T x, y, z, w;
    };
    struct {
      T r, g, b, a;
    };
  };
  MSL_PACKED_MEMBERS(4)
#include "swizzle4.inc"
};
#undef MSL_PACKED_OPERATOR
#undef MSL_PACKED_MEMBERS
} // namespace metal

#define MSL_VECTOR_TYPES(T)                                                                                  \
  typedef metal::vec<T, 2> T##2;                                                                             \
  typedef metal::vec<T, 3> T##3;                                                                             \
  typedef metal::vec<T, 4> T##4;                                                                             \
  typedef metal::packed_vec<T, 2> packed_##T##2;                                                             \
  typedef metal::packed_vec<T, 3> packed_##T##3;                                                             \
  typedef metal::packed_vec<T, 4> packed_##T##4;                                                             \
  namespace metal {                                                                                          \
  using ::packed_##T##2;                                                                                     \
  using ::packed_##T##3;                                                                                     \
  using ::packed_##T##4;                                                                                     \
  using ::T##2;                                                                                              \
  using ::T##3;                                                                                              \
  using ::T##4;                                                                                              \
  }
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
