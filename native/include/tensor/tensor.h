// tensor: a view of elements in memory, by coordinates of which the first is the innermost.
#pragma once
namespace metal {
// Made by the host and bound as an argument; made in the kernel. An origin-shifted handle has a tag.
struct tensor_handle {};
struct tensor_inline {};
struct tensor_offset {};
template <class Element, class Extents, class Descriptor = tensor_handle, class... Tags> struct tensor;
} // namespace metal
namespace msl {
// What slices of a tensor are.
template <class Tensor, class Extents> struct Sliced;
template <class E, class X, class Extents, class... Tags>
struct Sliced<metal::tensor<E, X, metal::tensor_inline, Tags...>, Extents> {
  typedef metal::tensor<E, Extents, metal::tensor_inline, Tags...> type;
};
template <class E, class X, class Extents, class... Tags>
struct Sliced<metal::tensor<E, X, metal::tensor_handle, Tags...>, Extents> {
  typedef metal::tensor<E, Extents, metal::tensor_handle, metal::tensor_offset> type;
};
} // namespace msl
namespace metal {
template <class Element, class Extents, class Descriptor, class... Tags> struct tensor {
  static_assert(is_same_v<Descriptor, tensor_handle> || is_same_v<Descriptor, tensor_inline>,
                "tensor: the descriptor must be tensor_handle or tensor_inline");
  typedef Element element_type;
  typedef value_of_t<Element> value_type;
  typedef Extents extents_type;
  typedef typename Extents::index_type index_type;
  typedef size_t rank_type;
  typedef typename msl::Stored<Element>::type stored_type;
  static constexpr const __global size_t rank = Extents::rank();

  static constexpr MSL_FUNCTION size_t get_rank() { return rank; }
  static constexpr MSL_FUNCTION size_t get_static_extent(size_t i) { return Extents::static_extent(i); }
  MSL_FUNCTION index_type get_extent(size_t i) const { return shape.extent(i); }
  MSL_FUNCTION index_type get_stride(size_t i) const { return (index_type)strides[i]; }
  MSL_FUNCTION Extents extents() const { return shape; }

  tensor() = default;
  MSL_FUNCTION tensor(stored_type *data, Extents shape) : data(data), offset(0), shape(shape) {
    static_assert(is_same_v<Descriptor, tensor_inline>, "tensor: only a tensor_inline is made in a kernel");
    long dense = 1;
    for (size_t i = 0; i < rank; i++) {
      bound(i, dense);
      dense *= (long)shape.extent(i);
    }
  }
  template <class Stride>
  MSL_FUNCTION tensor(stored_type *data, Extents shape, array<Stride, rank> given)
      : data(data), offset(0), shape(shape) {
    static_assert(is_same_v<Descriptor, tensor_inline>, "tensor: only a tensor_inline is made in a kernel");
    for (size_t i = 0; i < rank; i++)
      bound(i, (long)given.elements[i]);
  }
  // For entry points.
  MSL_FUNCTION void bind(const __global MslTensorArgument &argument) {
    data = (stored_type *)argument.data;
    offset = 0;
    for (size_t i = 0; i < rank; i++) {
      shape.sizes[i] = (index_type)argument.extents[i];
      bound(i, (long)argument.strides[i]);
    }
  }

  // The same elements seen from another origin. Sizes that are given to the compiler are not checked at run
  // time.
  template <size_t... Sizes, class... Index,
            class = enable_if_t<sizeof...(Sizes) == rank && sizeof...(Index) == rank &&
                                (is_convertible_v<Index, index_type> && ...)>>
  MSL_FUNCTION typename msl::Sliced<tensor, metal::extents<index_type, Sizes...>>::type
  slice(Index... index) const {
    typename msl::Sliced<tensor, metal::extents<index_type, Sizes...>>::type slice;
    const long origin[] = {(long)(index_type)index...};
    slice.data = data;
    slice.offset = offset;
    for (size_t i = 0; i < rank; i++) {
      const size_t size = metal::extents<index_type, Sizes...>::static_extent(i);
      slice.shape.sizes[i] = size == dynamic_extent ? shape.extent(i) : (index_type)size;
      slice.strides[i] = strides[i];
      slice.lowest[i] = lowest[i] - origin[i];
      slice.limit[i] = limit[i] - origin[i];
      slice.offset += origin[i] * strides[i];
    }
    return slice;
  }
  template <class... Index,
            class = enable_if_t<sizeof...(Index) == rank && (is_convertible_v<Index, index_type> && ...)>>
  MSL_FUNCTION auto slice(Index... index) const {
    return dynamic_slice(make_index_sequence<rank>(), index...);
  }

  // For the operations. Coordinates of which the second is 0 for a tensor of rank 1.
  MSL_FUNCTION bool covers(long x, long y) const { return is_within(0, x) && (rank == 1 || is_within(1, y)); }
  // How many elements there are from the origin on.
  MSL_FUNCTION long remaining(size_t i) const {
    const size_t size = Extents::static_extent(i);
    return size != dynamic_extent ? (long)size : limit[i] > 0 ? limit[i] : 0;
  }
  MSL_FUNCTION long index_of(long x, long y) const {
    return offset + x * strides[0] + (rank == 1 ? 0 : y * strides[1]);
  }
  // An element; zero beyond the extents.
  MSL_FUNCTION typename msl::Format<value_type>::Value read(long x, long y) const {
    typedef msl::Format<value_type> Format;
    if (!covers(x, y))
      return typename Format::Value(0);
    const long i = index_of(x, y);
    if constexpr (msl::is_packed<value_type>) {
      constexpr int bits = Format::bits;
      report_beyond(x, y, i * bits / 8, 0);
      return Format::decoded((uint)data[i * bits / 8] >> (i * bits % 8) & ((1u << bits) - 1));
    } else {
      report_beyond(x, y, i, 0);
      return data[i];
    }
  }
  // Dropped beyond the extents.
  MSL_FUNCTION void write(long x, long y, value_type value) const {
    if (!covers(x, y))
      return;
    report_beyond(x, y, index_of(x, y), MSL_ACCESS_WRITE);
    data[index_of(x, y)] = value;
  }

  stored_type *data;
  long offset; // of the origin
  Extents shape;
  long strides[rank];
  long lowest[rank], limit[rank]; // where elements are, from the origin

private:
  MSL_FUNCTION void bound(size_t i, long stride) {
    strides[i] = stride;
    lowest[i] = 0;
    limit[i] = (long)shape.extent(i);
  }
  MSL_FUNCTION bool is_within(size_t i, long at) const {
    return Extents::static_extent(i) != dynamic_extent || (at >= lowest[i] && at < limit[i]);
  }
  MSL_FUNCTION void report_beyond(long x, long y, long at, uint what) const {
    if (MSL_CHECKS && !(x >= lowest[0] && x < limit[0] && (rank == 1 || (y >= lowest[1] && y < limit[1]))))
      msl_check_beyond_tensor((const void *)(data + at), sizeof(stored_type), what);
  }
  template <size_t... I, class... Index>
  MSL_FUNCTION auto dynamic_slice(index_sequence<I...>, Index... index) const {
    return slice<(I - I + dynamic_extent)...>(index...);
  }
};
template <class E, class Index, size_t... Sizes>
tensor(E *, extents<Index, Sizes...>) -> tensor<E, extents<Index, Sizes...>, tensor_inline>;
template <class E, class Index, size_t... Sizes, class Stride, size_t Rank>
tensor(E *, extents<Index, Sizes...>, array<Stride, Rank>)
    -> tensor<E, extents<Index, Sizes...>, tensor_inline>;
} // namespace metal
namespace msl {
template <class T> struct TensorTraits {
  static constexpr bool is_tensor = false, is_handle = false, is_inline = false, has_offset = false;
};
template <class E, class X, class D, class... Tags> struct TensorTraits<metal::tensor<E, X, D, Tags...>> {
  static constexpr bool is_tensor = true, is_handle = metal::is_same_v<D, metal::tensor_handle>,
                        is_inline = metal::is_same_v<D, metal::tensor_inline>,
                        has_offset = (metal::is_same_v<Tags, metal::tensor_offset> || ...);
};
} // namespace msl
namespace metal {
// A variable's type is in its address space here.
#define MSL_TENSOR_TRAIT(trait, of)                                                                          \
  template <class T> struct trait : bool_constant<msl::TensorTraits<value_of_t<T>>::of> {};                  \
  template <class T> constexpr const __global bool trait##_v = trait<T>::value;
MSL_TENSOR_TRAIT(is_tensor, is_tensor)
MSL_TENSOR_TRAIT(is_tensor_handle, is_handle)
MSL_TENSOR_TRAIT(is_tensor_inline, is_inline)
MSL_TENSOR_TRAIT(has_tensor_offset, has_offset)
#undef MSL_TENSOR_TRAIT
} // namespace metal
