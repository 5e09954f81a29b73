// The product of blocks, which one thread makes for its scope: rows of elements in the type of the sums, one
// after the other, so that the compiler's vectors are rows of the result.
#pragma once
namespace msl {
// Rows of a block, and how many elements a row takes.
template <class T> struct Block {
  T *at;
  long row;
};

// What an element counts as in a sum. Relaxed precision is the least that Metal allows: ten bits of mantissa.
template <class Sum, bool is_relaxed, class T> MSL_FUNCTION Sum summand(T value) {
  if constexpr (__is_same(T, float) && is_relaxed)
    return __builtin_bit_cast(float, __builtin_bit_cast(uint, value) & 0xffffe000u);
  else
    return (Sum)value;
}

#if !MSL_CHECKS
#ifdef __AVX512F__
enum { MSL_VECTOR = 16, MSL_BLOCK_ROWS = 4 };
#else
enum { MSL_VECTOR = 8, MSL_BLOCK_ROWS = 4 };
#endif
template <class Sum> struct Row {
  typedef Sum type __attribute__((ext_vector_type(MSL_VECTOR), aligned(4)));
};

// A few rows of c += a · b, in as many vectors as there are registers for. An element of a is at a[row *
// a_row + k * a_step].
template <class Sum, int vectors>
MSL_FUNCTION void multiply_rows(Block<Sum> c, const Sum *a, long a_row, long a_step, Block<const Sum> b,
                                long depth) {
  typedef typename Row<Sum>::type Vector;
  Vector sums[MSL_BLOCK_ROWS][vectors];
#pragma unroll
  for (int r = 0; r < MSL_BLOCK_ROWS; r++)
#pragma unroll
    for (int v = 0; v < vectors; v++)
      sums[r][v] = *(const Vector *)(c.at + r * c.row + v * MSL_VECTOR);
  for (long k = 0; k < depth; k++) {
    Vector row[vectors];
#pragma unroll
    for (int v = 0; v < vectors; v++)
      row[v] = *(const Vector *)(b.at + k * b.row + v * MSL_VECTOR);
#pragma unroll
    for (int r = 0; r < MSL_BLOCK_ROWS; r++) {
      const Vector left = (Vector)a[r * a_row + k * a_step];
#pragma unroll
      for (int v = 0; v < vectors; v++)
        sums[r][v] += left * row[v];
    }
  }
#pragma unroll
  for (int r = 0; r < MSL_BLOCK_ROWS; r++)
#pragma unroll
    for (int v = 0; v < vectors; v++)
      *(Vector *)(c.at + r * c.row + v * MSL_VECTOR) = sums[r][v];
}
// c += a · b; rows is a multiple of 8 and columns one of 16.
template <class Sum>
static __attribute__((noinline)) void multiply_blocks(Block<Sum> c, const Sum *a, long a_row, long a_step,
                                                      Block<const Sum> b, long rows, long columns,
                                                      long depth) {
  for (long n = 0; n < columns;) {
    const int vectors = columns - n >= 4 * MSL_VECTOR ? 4 : columns - n >= 2 * MSL_VECTOR ? 2 : 1;
    for (long m = 0; m < rows; m += MSL_BLOCK_ROWS) {
      const Block<Sum> sums{c.at + m * c.row + n, c.row};
      const Block<const Sum> right{b.at + n, b.row};
      if (vectors == 4)
        multiply_rows<Sum, 4>(sums, a + m * a_row, a_row, a_step, right, depth);
      else if (vectors == 2)
        multiply_rows<Sum, 2>(sums, a + m * a_row, a_row, a_step, right, depth);
      else
        multiply_rows<Sum, 1>(sums, a + m * a_row, a_row, a_step, right, depth);
    }
    n += vectors * MSL_VECTOR;
  }
}

// Rows become columns; both numbers are multiples of 8.
template <class T>
static __attribute__((noinline)) void transpose_block(Block<T> to, Block<const T> from, long rows,
                                                      long columns) {
  for (long r = 0; r < rows; r += 8)
    for (long c = 0; c < columns; c += 8)
      metal::transpose_8x8((float *)to.at + c * to.row + r, to.row, (const float *)from.at + r * from.row + c,
                           from.row);
}

// `width` x `height` elements from the origin (x, y) of a tensor on; zero beyond its extents.
template <bool is_relaxed, class Sum, class Tensor>
MSL_FUNCTION void load_block(Block<Sum> to, const Tensor &from, long x, long y, long width, long height) {
  typedef typename Tensor::extents_type Extents;
  constexpr bool is_static = Extents::static_extent(0) != metal::dynamic_extent;
  const long start = is_static ? 0 : metal::clamp(from.lowest[0] - x, 0l, width);
  const long end = is_static ? width : metal::clamp(from.limit[0] - x, start, width);
  for (long r = 0; r < height; r++) {
    Sum *row = to.at + r * to.row;
    if (start == end || !from.covers(x + start, y + r)) {
      __builtin_memset(row, 0, width * sizeof(Sum));
      continue;
    }
    for (long c = 0; c < start; c++)
      row[c] = 0;
    if constexpr (is_packed<typename Tensor::value_type>) {
      for (long c = start; c < end; c++)
        row[c] = (Sum)from.read(x + c, y + r);
    } else {
      auto *data = from.data + from.index_of(x, y + r);
      if (from.strides[0] == 1)
        for (long c = start; c < end; c++)
          row[c] = summand<Sum, is_relaxed>((typename Tensor::value_type)data[c]);
      else
        for (long c = start; c < end; c++)
          row[c] = summand<Sum, is_relaxed>((typename Tensor::value_type)data[c * from.strides[0]]);
    }
    for (long c = end; c < width; c++)
      row[c] = 0;
  }
}
// Finds such a block in memory, where it is whole there and needs no conversion.
template <bool is_relaxed, class Sum, class Tensor>
MSL_FUNCTION bool find_block(Block<const Sum> &found, const Tensor &in, long x, long y, long width,
                             long height) {
  if constexpr (!__is_same(typename Tensor::value_type, Sum) || is_relaxed || Tensor::rank != 2)
    return false;
  else {
    if (in.strides[0] != 1 || x < in.lowest[0] || y < in.lowest[1] || x + width > in.limit[0] ||
        y + height > in.limit[1])
      return false;
    found = {(const Sum *)(in.data + in.index_of(x, y)), in.strides[1]};
    return true;
  }
}

// The sums, rounded to the elements of a tensor; nothing beyond its extents.
template <class Sum, class Tensor>
MSL_FUNCTION void store_block(const Tensor &to, Block<const Sum> from, long width, long height) {
  typedef typename Tensor::value_type T;
  constexpr bool is_static = Tensor::extents_type::static_extent(0) != metal::dynamic_extent;
  const long start = is_static ? 0 : metal::clamp(to.lowest[0], 0l, width);
  const long end = is_static ? width : metal::clamp(to.limit[0], start, width);
  for (long r = 0; r < height; r++) {
    if (start == end || !to.covers(start, r))
      continue;
    auto *data = to.data + to.index_of(0, r);
    const Sum *row = from.at + r * from.row;
    if (to.strides[0] == 1)
      for (long c = start; c < end; c++)
        data[c] = (T)row[c];
    else
      for (long c = start; c < end; c++)
        data[c * to.strides[0]] = (T)row[c];
  }
}
#endif
} // namespace msl
