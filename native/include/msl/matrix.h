// matrix<T, C, R>: C columns of R rows, as MSL stores them.
#pragma once
namespace metal {
template <class T, int C, int R> struct matrix {
  vec<T, R> columns[C];
  matrix() = default;
  explicit constexpr MSL_FUNCTION matrix(T diagonal) : columns{} {
    for (int c = 0; c < C; c++)
      for (int r = 0; r < R; r++)
        columns[c].elements[r] = r == c ? diagonal : T(0);
  }
  // C columns, or C * R elements column by column.
  template <class A, class... More,
            class = enable_if_t<sizeof...(More) + 1 == C || sizeof...(More) + 1 == C * R>>
  constexpr MSL_FUNCTION matrix(A a, More... more) : columns{} {
    if constexpr (sizeof...(More) + 1 == C) {
      const vec<T, R> given[C] = {vec<T, R>(a), vec<T, R>(more)...};
      for (int c = 0; c < C; c++)
        columns[c] = given[c];
    } else {
      const T given[C * R] = {(T)a, (T)more...};
      for (int i = 0; i < C * R; i++)
        columns[i / R].elements[i % R] = given[i];
    }
  }
  template <class U> explicit constexpr MSL_FUNCTION matrix(const matrix<U, C, R> &m) : columns{} {
    for (int c = 0; c < C; c++)
      columns[c] = vec<T, R>(m.columns[c]);
  }
  // The same columns in braces of their own: {{1, 2}, {3, 4}}.
  typedef vec<T, R> Column;
  template <int N = C, class = enable_if_t<N == 2>>
  constexpr MSL_FUNCTION matrix(Column a, Column b) : columns{a, b} {}
  template <int N = C, class = enable_if_t<N == 3>>
  constexpr MSL_FUNCTION matrix(Column a, Column b, Column c) : columns{a, b, c} {}
  template <int N = C, class = enable_if_t<N == 4>>
  constexpr MSL_FUNCTION matrix(Column a, Column b, Column c, Column d) : columns{a, b, c, d} {}
#define MSL_COLUMN(type, space)                                                                              \
  constexpr MSL_FUNCTION type &operator[](int c) space { return (type &)columns[c]; }
  MSL_EACH_SPACE(MSL_COLUMN, Column)
#undef MSL_COLUMN

#define MSL_MATRIX_OPERATOR(op)                                                                              \
  friend constexpr MSL_FUNCTION matrix operator op(matrix a, matrix b) {                                     \
    for (int c = 0; c < C; c++)                                                                              \
      a.columns[c] = a.columns[c] op b.columns[c];                                                           \
    return a;                                                                                                \
  }                                                                                                          \
  friend constexpr MSL_FUNCTION matrix &operator op##=(matrix & a, matrix b) { return a = a op b; }
  MSL_MATRIX_OPERATOR(+)
  MSL_MATRIX_OPERATOR(-)
#undef MSL_MATRIX_OPERATOR
  friend constexpr MSL_FUNCTION matrix operator-(matrix a) {
    for (int c = 0; c < C; c++)
      a.columns[c] = -a.columns[c];
    return a;
  }
  friend constexpr MSL_FUNCTION matrix operator*(matrix a, T s) {
    for (int c = 0; c < C; c++)
      a.columns[c] *= s;
    return a;
  }
  friend constexpr MSL_FUNCTION matrix operator*(T s, matrix a) { return a * s; }
  friend constexpr MSL_FUNCTION matrix &operator*=(matrix &a, T s) { return a = a * s; }
  friend constexpr MSL_FUNCTION vec<T, R> operator*(matrix a, vec<T, C> v) {
    vec<T, R> sum(T(0));
    for (int c = 0; c < C; c++)
      sum += a.columns[c] * vec<T, R>(v.elements[c]);
    return sum;
  }
  friend constexpr MSL_FUNCTION vec<T, C> operator*(vec<T, R> v, matrix a) {
    vec<T, C> sums(T(0));
    for (int c = 0; c < C; c++)
      for (int r = 0; r < R; r++)
        sums.elements[c] += v.elements[r] * a.columns[c].elements[r];
    return sums;
  }
  friend constexpr MSL_FUNCTION bool operator==(matrix a, matrix b) {
    for (int c = 0; c < C; c++)
      for (int r = 0; r < R; r++)
        if (a.columns[c].elements[r] != b.columns[c].elements[r])
          return false;
    return true;
  }
  friend constexpr MSL_FUNCTION bool operator!=(matrix a, matrix b) { return !(a == b); }
};
template <class T, int K, int R, int C>
constexpr MSL_FUNCTION matrix<T, C, R> operator*(matrix<T, K, R> a, matrix<T, C, K> b) {
  matrix<T, C, R> product;
  for (int c = 0; c < C; c++)
    product.columns[c] = a * b.columns[c];
  return product;
}
template <class T, int C, int R> constexpr MSL_FUNCTION matrix<T, R, C> transpose(matrix<T, C, R> m) {
  matrix<T, R, C> t;
  for (int c = 0; c < C; c++)
    for (int r = 0; r < R; r++)
      t.columns[r].elements[c] = m.columns[c].elements[r];
  return t;
}
template <class T> constexpr MSL_FUNCTION T determinant(matrix<T, 2, 2> m) {
  return m.columns[0].elements[0] * m.columns[1].elements[1] -
         m.columns[1].elements[0] * m.columns[0].elements[1];
}
// Expands along the first column.
template <class T, int N> constexpr MSL_FUNCTION T determinant(matrix<T, N, N> m) {
  T sum = T(0);
  for (int r = 0; r < N; r++) {
    matrix<T, N - 1, N - 1> minor;
    for (int c = 1; c < N; c++)
      for (int i = 0; i < N - 1; i++)
        minor.columns[c - 1].elements[i] = m.columns[c].elements[i < r ? i : i + 1];
    const T term = m.columns[0].elements[r] * determinant(minor);
    sum = r % 2 ? sum - term : sum + term;
  }
  return sum;
}
} // namespace metal

#define MSL_MATRIX_TYPES(T)                                                                                  \
  typedef metal::matrix<T, 2, 2> T##2x2;                                                                     \
  typedef metal::matrix<T, 2, 3> T##2x3;                                                                     \
  typedef metal::matrix<T, 2, 4> T##2x4;                                                                     \
  typedef metal::matrix<T, 3, 2> T##3x2;                                                                     \
  typedef metal::matrix<T, 3, 3> T##3x3;                                                                     \
  typedef metal::matrix<T, 3, 4> T##3x4;                                                                     \
  typedef metal::matrix<T, 4, 2> T##4x2;                                                                     \
  typedef metal::matrix<T, 4, 3> T##4x3;                                                                     \
  typedef metal::matrix<T, 4, 4> T##4x4;                                                                     \
  namespace metal {                                                                                          \
  using ::T##2x2;                                                                                            \
  using ::T##2x3;                                                                                            \
  using ::T##2x4;                                                                                            \
  using ::T##3x2;                                                                                            \
  using ::T##3x3;                                                                                            \
  using ::T##3x4;                                                                                            \
  using ::T##4x2;                                                                                            \
  using ::T##4x3;                                                                                            \
  using ::T##4x4;                                                                                            \
  }
MSL_MATRIX_TYPES(float)
MSL_MATRIX_TYPES(half)
#undef MSL_MATRIX_TYPES
