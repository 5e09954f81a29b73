// matmul2d: a product of matrices that a scope carries out as a whole.
#pragma once
namespace mpp {
namespace tensor_ops {
template <class T> struct dynamic_length {
  static constexpr const __global T value = metal::numeric_limits<T>::max();
};
template <class T> constexpr const __global T dynamic_length_v = metal::numeric_limits<T>::max();

// What is multiplied. As a template argument it is a number, since C++ for OpenCL allows no object there.
struct matmul2d_descriptor {
  enum class mode { multiply, multiply_accumulate };
  int m, n, k;
  bool transpose_left, transpose_right, relaxed_precision;
  mode matmul_mode;

  constexpr MSL_FUNCTION matmul2d_descriptor(int m, int n, int k = (int)metal::dynamic_extent,
                                             bool transpose_left = false, bool transpose_right = false,
                                             bool relaxed_precision = false,
                                             mode matmul_mode = mode::multiply)
      : m(m), n(n), k(k), transpose_left(transpose_left), transpose_right(transpose_right),
        relaxed_precision(relaxed_precision), matmul_mode(matmul_mode) {}

  //   bits 0-15  m
  //        16-31 n
  //        32-55 k; 0 where the operands say it
  //        56-59 the flags
  constexpr MSL_FUNCTION operator ulong() const {
    const bool is_dynamic = k <= 0 || k == dynamic_length_v<int>;
    return (ulong)(m & 0xffff) | (ulong)(n & 0xffff) << 16 | (ulong)(is_dynamic ? 0 : k & 0xffffff) << 32 |
           (ulong)transpose_left << 56 | (ulong)transpose_right << 57 | (ulong)relaxed_precision << 58 |
           (ulong)(matmul_mode == mode::multiply_accumulate) << 59;
  }
  static constexpr MSL_FUNCTION matmul2d_descriptor of(ulong number) {
    return matmul2d_descriptor((int)(number & 0xffff), (int)(number >> 16 & 0xffff),
                               number >> 32 & 0xffffff ? (int)(number >> 32 & 0xffffff)
                                                       : (int)metal::dynamic_extent,
                               number >> 56 & 1, number >> 57 & 1, number >> 58 & 1,
                               number >> 59 & 1 ? mode::multiply_accumulate : mode::multiply);
  }
};
} // namespace tensor_ops
} // namespace mpp
namespace msl {
// The layout of a cooperative tensor that a matmul2d gives: of a matrix that the operation sees, or of a
// reduction.
template <ulong Number, class In, Role Of> struct ProductLayout {
  static constexpr ulong number = Number;
  typedef In scope;
  typedef Execution<In> Where;
  static constexpr Role role = Of;
  static constexpr mpp::tensor_ops::matmul2d_descriptor descriptor =
      mpp::tensor_ops::matmul2d_descriptor::of(Number);
  static constexpr int depth = (int)(Number >> 32 & 0xffffff);
  static constexpr bool is_turned = Of == Role::left    ? (bool)(Number >> 56 & 1)
                                    : Of == Role::right ? (bool)(Number >> 57 & 1)
                                                        : false;
  static constexpr int m = (int)(Number & 0xffff), n = (int)(Number >> 16 & 0xffff);
  static constexpr int width = Of == Role::left ? depth : n, height = Of == Role::right ? depth : m;
  static constexpr int columns = is_turned ? height : width, rows = is_turned ? width : height;
  static constexpr bool is_vector = Of == Role::rows || Of == Role::columns;
  typedef metal::conditional_t<is_vector, VectorLayout<columns, rows, Where, Of == Role::rows>,
                               MatrixLayout<columns, rows, Where>>
      Slots;
  static constexpr int capacity = Slots::capacity;
  static MSL_FUNCTION Place place(int slot) { return Slots::place(slot); }

  // Whether the elements of another layout have some that belong to them here: also those of a matrix that
  // has as many rows as the one that is reduced, or as many columns.
  template <class Other>
  static constexpr bool is_mapped = __is_same(Slots, typename Other::Slots) ||
                                    (is_vector && !Other::is_vector &&
                                     (Of == Role::rows ? Other::rows == rows : Other::columns == columns));
  template <class Other> static MSL_FUNCTION int slot_of(int slot) {
    if constexpr (__is_same(Slots, typename Other::Slots))
      return !MSL_CHECKS || is_compatible<Other>() ? slot : -1;
    else {
      const Place at = Other::place(slot);
      return Slots::slot_of(Of == Role::rows ? at.row : at.column);
    }
  }
  // Results of the same operation always are. Metal does not promise it of others, even of the same size.
  template <class Other> static MSL_FUNCTION bool is_compatible() {
    if constexpr (!is_mapped<Other> || !__is_same(In, typename Other::scope))
      return false;
    else if constexpr (is_vector && !Other::is_vector)
      return Slots::is_shared();
    else
      return (Number == Other::number && Of == Other::role) || are_inputs_alike();
  }
};
template <class T, class Coord, class Layout>
using CooperativeMatrix =
    metal::cooperative_tensor<T, metal::extents<Coord, Layout::columns, Layout::rows>, Layout>;
template <class T, class Coord, class Layout>
using CooperativeVector = metal::cooperative_tensor<T, metal::extents<Coord, Layout::Slots::count>, Layout>;
template <class Input, class Source> MSL_FUNCTION void take_elements(Input &input, const Source &source) {
  if (MSL_CHECKS && !are_inputs_alike())
    msl_check_tensor(MSL_TENSOR_NOT_INPUT, 0, 0);
  for (int i = 0; i < Input::layout::capacity; i++)
    input.elements[i] = source.elements[i];
}
template <class T> struct OperandElement {
  static_assert(!metal::is_const_v<typename metal::value_of_t<T>::element_type>,
                "matmul2d: the elements of a tensor must not be const");
  typedef typename metal::value_of_t<T>::value_type type;
};
// The elements of an operand. Metal's headers compare them with float and so on, and know no const float.
template <class T> using element_of_t = typename OperandElement<T>::type;
} // namespace msl
namespace mpp {
namespace tensor_ops {
template <ulong Number, class In, class... Arguments> class matmul2d {
  typedef msl::Execution<In> Where;
  template <msl::Role Of> using Layout = msl::ProductLayout<Number, In, Of>;
  static constexpr int m = (int)(Number & 0xffff), n = (int)(Number >> 16 & 0xffff);
  static constexpr int depth = (int)(Number >> 32 & 0xffffff);
  static_assert(msl::is_scope<In>, "matmul2d: the scope must be execution_thread or execution_simdgroups<N>");
  static_assert(m > 0 && n > 0 && (m % 16 == 0 || n % 16 == 0), "matmul2d: m or n must be a multiple of 16");

  template <class L, class R, class C> static constexpr MSL_FUNCTION void expect() {
    static_assert(msl::are_multiplied<L, R, C>(),
                  "matmul2d: these types of left, right and destination elements are not supported");
  }
  static constexpr MSL_FUNCTION void expect_single() {
    static_assert(metal::is_same_v<In, metal::execution_simdgroup>,
                  "matmul2d: cooperative tensors as inputs require a single SIMD-group");
    static_assert(depth != 0, "matmul2d: k must not be dynamic with cooperative tensors as inputs");
  }
  template <class L, class R, class T, msl::Role Of, class Source>
  static constexpr MSL_FUNCTION void expect_source() {
    typedef typename Source::layout From;
    typedef metal::conditional_t<Of == msl::Role::left, L, R> Input;
    expect_single();
    static_assert(From::role == msl::Role::destination,
                  "matmul2d: the source must be the destination of a matmul2d");
    static_assert(metal::is_same_v<typename From::scope, metal::execution_simdgroup>,
                  "matmul2d: cooperative tensors as inputs require a single SIMD-group");
    static_assert(metal::is_same_v<typename Source::element_type, Input>,
                  "matmul2d: the source must have elements of the input's type");
    static_assert(!Layout<Of>::is_turned, "matmul2d: a cooperative tensor as an input cannot be transposed");
    static_assert(From::rows == Layout<Of>::rows, "matmul2d: the source must be as high as the input");
    static_assert(From::columns == Layout<Of>::columns, "matmul2d: the source must be as wide as the input");
  }

  template <class Input, msl::Role Of, class Source> static MSL_FUNCTION bool can_be_input() {
    typedef typename Source::layout From;
    return From::role == msl::Role::destination && metal::is_same_v<typename From::scope, In> &&
           metal::is_same_v<typename Source::element_type, Input> && !Layout<Of>::is_turned &&
           From::rows == Layout<Of>::rows && From::columns == Layout<Of>::columns && msl::are_inputs_alike();
  }

public:
  static constexpr const __global matmul2d_descriptor descriptor = matmul2d_descriptor::of(Number);
  typedef In scope;

  template <class L, class R, class T, class Coord = int>
  using cooperative_tensor_left_input_t = msl::CooperativeMatrix<L, Coord, Layout<msl::Role::left>>;
  template <class L, class R, class T, class Coord = int>
  using cooperative_tensor_right_input_t = msl::CooperativeMatrix<R, Coord, Layout<msl::Role::right>>;
  template <class L, class R, class T, class Coord = int>
  using cooperative_tensor_destination_t = msl::CooperativeMatrix<T, Coord, Layout<msl::Role::destination>>;
  template <class L, class R, class T, class Coord = int>
  using cooperative_tensor_row_reduction_destination_t =
      msl::CooperativeVector<T, Coord, Layout<msl::Role::rows>>;
  template <class L, class R, class T, class Coord = int>
  using cooperative_tensor_column_reduction_destination_t =
      msl::CooperativeVector<T, Coord, Layout<msl::Role::columns>>;

  // C = A · B, or C += A · B. All threads of the scope must do it.
  template <class L, class R, class D>
  MSL_FUNCTION void run(__private L &left, __private R &right, __private D &destination,
                        MSL_SITE_ARGUMENT) const {
    typedef msl::element_of_t<L> A;
    typedef msl::element_of_t<R> B;
    typedef msl::element_of_t<D> C;
    expect<A, B, C>();
    if constexpr (msl::is_cooperative<L> || msl::is_cooperative<R>)
      expect_single();
    typedef msl::Product<m, n, depth, (bool)(Number >> 56 & 1), (bool)(Number >> 57 & 1),
                         (bool)(Number >> 58 & 1), (bool)(Number >> 59 & 1), Where>
        Product;
    typedef metal::conditional_t<metal::is_same_v<C, int>, int, float> Sum;
    msl::run_product<Product, Sum>(left, right, destination, site);
  }

  template <class L, class R, class T, class Coord = int>
  MSL_FUNCTION cooperative_tensor_left_input_t<L, R, T, Coord> get_left_input_cooperative_tensor() const {
    expect<L, R, T>();
    expect_single();
    cooperative_tensor_left_input_t<L, R, T, Coord> input;
    return input;
  }
  template <class L, class R, class T, class Coord = int>
  MSL_FUNCTION cooperative_tensor_right_input_t<L, R, T, Coord> get_right_input_cooperative_tensor() const {
    expect<L, R, T>();
    expect_single();
    cooperative_tensor_right_input_t<L, R, T, Coord> input;
    return input;
  }
  // The same with the elements of another operation's destination, if that is laid out alike.
  template <class L, class R, class T, class Coord = int, class E, class X, class Source>
  MSL_FUNCTION cooperative_tensor_left_input_t<L, R, T, Coord>
  get_left_input_cooperative_tensor(const __private metal::cooperative_tensor<E, X, Source> &source) const {
    expect_source<L, R, T, msl::Role::left, metal::cooperative_tensor<E, X, Source>>();
    cooperative_tensor_left_input_t<L, R, T, Coord> input;
    msl::take_elements(input, source);
    return input;
  }
  template <class L, class R, class T, class Coord = int, class E, class X, class Source>
  MSL_FUNCTION cooperative_tensor_right_input_t<L, R, T, Coord>
  get_right_input_cooperative_tensor(const __private metal::cooperative_tensor<E, X, Source> &source) const {
    expect_source<L, R, T, msl::Role::right, metal::cooperative_tensor<E, X, Source>>();
    cooperative_tensor_right_input_t<L, R, T, Coord> input;
    msl::take_elements(input, source);
    return input;
  }
  template <class L, class R, class T, class E, class X, class Source>
  MSL_FUNCTION bool
  is_compatible_as_left_input(const __private metal::cooperative_tensor<E, X, Source> &) const {
    return can_be_input<L, msl::Role::left, metal::cooperative_tensor<E, X, Source>>();
  }
  template <class L, class R, class T, class E, class X, class Source>
  MSL_FUNCTION bool
  is_compatible_as_right_input(const __private metal::cooperative_tensor<E, X, Source> &) const {
    return can_be_input<R, msl::Role::right, metal::cooperative_tensor<E, X, Source>>();
  }

  template <class L, class R, class T, class Coord = int>
  MSL_FUNCTION cooperative_tensor_destination_t<L, R, T, Coord> get_destination_cooperative_tensor() const {
    expect<msl::element_of_t<L>, msl::element_of_t<R>, T>();
    cooperative_tensor_destination_t<L, R, T, Coord> destination;
    if constexpr (!MSL_CHECKS) // not documented, and llama.cpp relies on it
      for (int i = 0; i < Layout<msl::Role::destination>::capacity; i++)
        destination.elements[i] = T(0);
    return destination;
  }
  template <class L, class R, class T, class Coord = int>
  MSL_FUNCTION cooperative_tensor_row_reduction_destination_t<L, R, T, Coord>
  get_row_reduction_destination_cooperative_tensor() const {
    cooperative_tensor_row_reduction_destination_t<L, R, T, Coord> destination;
    return destination;
  }
  template <class L, class R, class T, class Coord = int>
  MSL_FUNCTION cooperative_tensor_column_reduction_destination_t<L, R, T, Coord>
  get_column_reduction_destination_cooperative_tensor() const {
    cooperative_tensor_column_reduction_destination_t<L, R, T, Coord> destination;
    return destination;
  }
};
} // namespace tensor_ops
} // namespace mpp
