// Sums, maxima and minima of the rows or columns of a cooperative tensor.
#pragma once
namespace mpp {
namespace tensor_ops {
enum class reduction_operation { sum, max, min };
template <class T> struct reduction_operation_identity {
  static constexpr const __global T sum_identity = T(0);
  static constexpr const __global T max_identity = metal::numeric_limits<T>::lowest();
  static constexpr const __global T min_identity = metal::numeric_limits<T>::max();
};
} // namespace tensor_ops
} // namespace mpp
namespace msl {
using mpp::tensor_ops::reduction_operation;
template <class T> MSL_FUNCTION T reduced_with(T a, T b, reduction_operation operation) {
  if (operation == reduction_operation::sum)
    return (T)(a + b);
  return operation == reduction_operation::max ? (a < b ? b : a) : (b < a ? b : a);
}

// Folds the numbers of a row or column onto the identity. Where all of them lie beyond the identity of a
// maximum or minimum, that is what remains: with checks it is reported.
template <class P, class T>
MSL_FUNCTION T fold_line(const P *from, long count, long step, reduction_operation operation, T identity) {
  T result = staged(from, 0);
  for (long i = 1; i < count; i++)
    result = reduced_with<T>(result, staged(from, i * step), operation);
  const T with_identity = reduced_with<T>(result, identity, operation);
  if (MSL_CHECKS && operation != reduction_operation::sum && with_identity != result)
    msl_check_tensor(MSL_TENSOR_IDENTITY, (double)(float)identity, (double)(float)result);
  return with_identity;
}

template <bool of_rows, class Source, class Destination, class T>
MSL_FUNCTION void reduce(const Source &source, Destination &destination, reduction_operation operation,
                         T identity, msl_site site) {
  typedef typename Source::layout From;
  typedef typename Destination::layout To;
  typedef typename From::Where Where;
  static_assert(Where::lanes == MSL_SIMD_WIDTH,
                "reduce_rows and reduce_columns: the scope must be execution_simdgroup");
  static_assert(From::role == Role::destination,
                "reduce_rows and reduce_columns: the source must be the destination of a matmul2d");
  static_assert(To::role == (of_rows ? Role::rows : Role::columns),
                "reduce_rows and reduce_columns: the destination must be the one that the matmul2d gives for "
                "the reduction");
  static_assert(From::columns == To::columns && From::rows == To::rows,
                "reduce_rows and reduce_columns: source and destination must be of the same matmul2d");
  constexpr int columns = From::columns, rows = From::rows;
  Where::require(site);
  T *memory = (T *)staging<Where>(sizeof(T) * columns * rows);
  Where::meet(site);
  for (int i = 0; i < From::capacity; i++) {
    const Place at = From::place(i);
    if (!at.is_valid)
      continue;
    source.report_unset(i);
    stage(memory, at.row * columns + at.column, source.elements[i]);
  }
  Where::meet(site);
  for (int i = 0; i < To::capacity; i++) {
    const Place at = To::place(i);
    if (at.is_valid)
      destination.elements[i] = of_rows
                                    ? fold_line(memory + at.column * columns, columns, 1, operation, identity)
                                    : fold_line(memory + at.column, rows, columns, operation, identity);
  }
}
} // namespace msl
namespace mpp {
namespace tensor_ops {
template <class T, class SourceExtents, class Extents, class SourceLayout, class Layout>
MSL_FUNCTION void reduce_rows(__private metal::cooperative_tensor<T, SourceExtents, SourceLayout> &source,
                              __private metal::cooperative_tensor<T, Extents, Layout> &destination,
                              reduction_operation operation = reduction_operation::sum,
                              metal::value_of_t<T> identity = T(0), msl_site site = MSL_SITE_HERE) {
  msl::reduce<true>(source, destination, operation, identity, site);
}
template <class T, class SourceExtents, class Extents, class SourceLayout, class Layout>
MSL_FUNCTION void reduce_columns(__private metal::cooperative_tensor<T, SourceExtents, SourceLayout> &source,
                                 __private metal::cooperative_tensor<T, Extents, Layout> &destination,
                                 reduction_operation operation = reduction_operation::sum,
                                 metal::value_of_t<T> identity = T(0), msl_site site = MSL_SITE_HERE) {
  msl::reduce<false>(source, destination, operation, identity, site);
}
// Whether map_iterator finds the elements of a cooperative tensor in another.
template <class A, class B, class AExtents, class BExtents, class ALayout, class BLayout>
MSL_FUNCTION bool is_iterator_compatible(const __private metal::cooperative_tensor<A, AExtents, ALayout> &,
                                         const __private metal::cooperative_tensor<B, BExtents, BLayout> &) {
  return BLayout::template is_compatible<ALayout>();
}
} // namespace tensor_ops
} // namespace mpp
