// How a product is carried out. Without checks one thread makes it, in blocks; with checks each thread reads
// a share of the operands and makes the elements that it has in the layout of the destination, so that every
// access is known.
#pragma once
namespace msl {
template <class T>
constexpr const __global bool is_cooperative = metal::is_cooperative_tensor<metal::value_of_t<T>>::value;

// How many elements of a cooperative tensor are passed on one after the other, so that they stay in
// registers.
template <class T> constexpr int unrolled = T::layout::capacity <= 64 ? T::layout::capacity : 8;

// A product: m x k by k x n; `depth` is 0 where the operands say how long the sums are.
template <int M, int N, int Depth, bool TransposeLeft, bool TransposeRight, bool Relaxed, bool Accumulate,
          class In>
struct Product {
  static constexpr int m = M, n = N, depth = Depth;
  static constexpr bool transpose_left = TransposeLeft, transpose_right = TransposeRight;
  static constexpr bool is_relaxed = Relaxed, accumulates = Accumulate;
  typedef In Where;
};

// How long the sums are that one tensor allows.
template <class P, class T> MSL_FUNCTION long depth_of(const T &operand, int axis) {
  if constexpr (is_cooperative<T>)
    return P::depth;
  else
    return operand.remaining(axis);
}

// The staging memory of a product.
template <class P, class Sum, bool has_cooperative_input> struct Staging {
  static constexpr int rows = divided_up(P::m, 8) * 8, columns = divided_up(P::n, 16) * 16;
  // Operands in registers are staged at once.
  static constexpr int depth = has_cooperative_input ? divided_up(P::depth, 8) * 8 : 128;
  static constexpr ulong left_bytes = sizeof(Sum) * rows * depth, right_bytes = sizeof(Sum) * columns * depth;
  static constexpr ulong bytes = left_bytes + 2 * right_bytes + sizeof(Sum) * rows * columns;
  // A block as the operand has it: of the left one a row may be of k or of m, of the right one of n or of k.
  Block<Sum> left, right, turned, sums;
  MSL_FUNCTION Staging(void *memory) {
    uchar *at = (uchar *)memory;
    left = {(Sum *)at, P::transpose_left ? rows : depth};
    right = {(Sum *)(at + left_bytes), P::transpose_right ? depth : columns};
    turned = {(Sum *)(at + left_bytes + right_bytes), columns};
    sums = {(Sum *)(at + left_bytes + 2 * right_bytes), columns};
  }
};

// Passes the elements of a cooperative tensor on to the other threads.
template <class P, class Sum, class T> MSL_FUNCTION void give(Block<Sum> to, const T &from) {
  constexpr int run = T::layout::Slots::run;
#pragma clang loop unroll_count(unrolled<T>)
  for (int i = 0; i < T::layout::capacity; i += run) {
    const Place at = T::layout::place(i);
    if (!at.is_valid)
      continue;
    from.report_unset(i);
    for (int j = 0; j < run; j++)
      stage(to.at, at.row * to.row + at.column + j, summand<Sum, P::is_relaxed>(from.elements[i + j]));
  }
}

#if !MSL_CHECKS
// Takes the elements of a cooperative tensor that this thread has.
template <class Sum, class T> MSL_FUNCTION void take(T &to, Block<const Sum> from) {
  constexpr int run = T::layout::Slots::run;
#pragma clang loop unroll_count(unrolled<T>)
  for (int i = 0; i < T::layout::capacity; i += run) {
    const Place at = T::layout::place(i);
    if (!at.is_valid)
      continue;
    for (int j = 0; j < run; j++)
      to.elements[i + j] = (typename T::element_type)staged(from.at, at.row * from.row + at.column + j);
  }
}
#endif

#if MSL_CHECKS
// Passes on this thread's share of a block. Neighbours in memory are read by others than would have written
// them.
template <class P, class Sum, class T>
MSL_FUNCTION void share_block(Block<Sum> to, const T &from, long x, long y, long width, long height) {
  constexpr int lanes = P::Where::lanes;
  for (long i = (P::Where::rank() + lanes / 2 + 1) % lanes; i < width * height; i += lanes) {
    const long column = i % width, row = i / width;
    stage(to.at, row * to.row + column, summand<Sum, P::is_relaxed>(from.read(x + column, y + row)));
  }
}

template <class P, class S, class Sum, class L, class R, class D>
MSL_FUNCTION void make_product(S staging, const L &left, const R &right, D &destination, long depth,
                               msl_site site) {
  typedef typename P::Where Where;
  typedef MatrixLayout<P::n, P::m, Where> Layout;
  Sum sums[Layout::capacity];
  for (int i = 0; i < Layout::capacity; i++) {
    const Place at = Layout::place(i);
    sums[i] = 0;
    if (!P::accumulates || !at.is_valid)
      continue;
    if constexpr (is_cooperative<D>) {
      destination.report_unset(i);
      sums[i] = is_unset(destination.elements[i]) ? Sum(0) : (Sum)destination.elements[i];
    } else
      sums[i] = (Sum)destination.read(at.column, at.row);
  }
  for (long k = 0; k < depth; k += S::depth) {
    const long step = metal::min((long)S::depth, depth - k);
    if constexpr (!is_cooperative<L>) {
      const bool turn = P::transpose_left;
      share_block<P>(staging.left, left, turn ? 0 : k, turn ? k : 0, turn ? P::m : step, turn ? step : P::m);
    }
    if constexpr (!is_cooperative<R>) {
      const bool turn = P::transpose_right;
      share_block<P>(staging.right, right, turn ? k : 0, turn ? 0 : k, turn ? step : P::n,
                     turn ? P::n : step);
    }
    Where::meet(site);
    for (int i = 0; i < Layout::capacity; i++) {
      const Place at = Layout::place(i);
      for (long j = 0; j < step && at.is_valid; j++) {
        const long row = P::transpose_left ? j : at.row, column = P::transpose_left ? at.row : j;
        const long right_row = P::transpose_right ? at.column : j,
                   right_column = P::transpose_right ? j : at.column;
        const Sum a = staged(staging.left.at, row * staging.left.row + column);
        const Sum b = staged(staging.right.at, right_row * staging.right.row + right_column);
        sums[i] += a * b;
      }
    }
    Where::meet(site);
  }
  for (int i = 0; i < Layout::capacity; i++) {
    const Place at = Layout::place(i);
    if (!at.is_valid)
      continue;
    if constexpr (is_cooperative<D>)
      destination.elements[i] = (typename D::element_type)sums[i];
    else
      destination.write(at.column, at.row, (typename D::value_type)sums[i]);
  }
}
#else
template <class P, class S, class Sum, class L, class R, class D>
MSL_FUNCTION void make_product(S staging, const L &left, const R &right, D &destination, long depth,
                               msl_site) {
  typedef typename P::Where Where;
  if (Where::leads()) {
    if (!P::accumulates)
      __builtin_memset(staging.sums.at, 0, sizeof(Sum) * S::rows * S::columns);
    else if constexpr (!is_cooperative<D>)
      load_block<false>(staging.sums, destination, 0, 0, P::n, P::m);
    for (long k = 0; k < depth; k += S::depth) {
      const long step = metal::min((long)S::depth, depth - k);
      Block<const Sum> a{staging.left.at, staging.left.row};
      if constexpr (!is_cooperative<L>) {
        const bool turn = P::transpose_left;
        const long x = turn ? 0 : k, y = turn ? k : 0, width = turn ? P::m : step,
                   height = turn ? step : P::m;
        // Rows of sums are of whole vectors, and those of the left operand are read a number at a time.
        if (P::m % S::rows != 0 || !find_block<P::is_relaxed>(a, left, x, y, width, height))
          load_block<P::is_relaxed>(staging.left, left, x, y, width, height);
      }
      if constexpr (!is_cooperative<R>) {
        const bool turn = P::transpose_right;
        load_block<P::is_relaxed>(staging.right, right, turn ? k : 0, turn ? 0 : k, turn ? step : P::n,
                                  turn ? P::n : step);
      }
      if (P::transpose_right)
        transpose_block<Sum>(staging.turned, {staging.right.at, staging.right.row}, S::columns, S::depth);
      const Block<Sum> b = P::transpose_right ? staging.turned : staging.right;
      multiply_blocks<Sum>(staging.sums, a.at, P::transpose_left ? 1 : a.row, P::transpose_left ? a.row : 1,
                           {b.at, b.row}, S::rows, S::columns, step);
    }
    if constexpr (!is_cooperative<D>)
      store_block<Sum>(destination, {staging.sums.at, staging.sums.row}, P::n, P::m);
  }
  if constexpr (is_cooperative<D>)
    take<Sum>(destination, {staging.sums.at, staging.sums.row});
}
#endif

// A descriptor's k is not compared with what operands have: beyond that, anything may be read (llama.cpp,
// issue 27450, on an M5). Extents guard the edges of m and n only.
template <class P> MSL_FUNCTION void report_short(long depth) {
  if (MSL_CHECKS && depth < P::depth && P::Where::rank() == 0)
    msl_check_tensor(MSL_TENSOR_DEPTH, (double)P::depth, (double)depth);
}

// Undefined unless all threads of the scope do it.
template <class P, class Sum, class L, class R, class D>
MSL_FUNCTION void run_product(const L &left, const R &right, D &destination, msl_site site) {
  typedef typename P::Where Where;
  constexpr bool has_cooperative_input = is_cooperative<L> || is_cooperative<R>;
  typedef Staging<P, Sum, has_cooperative_input> S;
  Where::require(site);
  const S memory(staging<Where>(S::bytes));
  Where::meet(site); // what the operation before left in the staging memory has been read
  if constexpr (is_cooperative<L>)
    give<P>(memory.left, left);
  if constexpr (is_cooperative<R>)
    give<P>(memory.right, right);
  constexpr bool gives_sums = !MSL_CHECKS && P::accumulates && is_cooperative<D>;
  if constexpr (gives_sums)
    give<Product<P::m, P::n, 0, false, false, false, true, Where>>(memory.sums, destination);
  if constexpr (has_cooperative_input || gives_sums)
    Where::meet(site);
  if constexpr (MSL_CHECKS && P::depth != 0) {
    report_short<P>(depth_of<P>(left, P::transpose_left ? 1 : 0));
    report_short<P>(depth_of<P>(right, P::transpose_right ? 0 : 1));
  }
  const long depth = P::depth ? P::depth
                              : metal::min(depth_of<P>(left, P::transpose_left ? 1 : 0),
                                           depth_of<P>(right, P::transpose_right ? 0 : 1));
  make_product<P, S, Sum>(memory, left, right, destination, depth, site);
}
} // namespace msl
