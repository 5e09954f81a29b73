// Tensors that the host makes, as arguments of kernels: what entry points pass, and what the text declares.
#pragma once
namespace msl {
// A tensor_handle of what is bound at an index: of nothing where a function constant removes the argument.
struct TensorArgument {
  const void *bound; // MslTensorArgument
  template <class E, class X, class... Tags>
  MSL_FUNCTION operator metal::tensor<E, X, metal::tensor_handle, Tags...>() const {
    metal::tensor<E, X, metal::tensor_handle, Tags...> tensor{};
    if (bound)
      tensor.bind(*(const __global MslTensorArgument *)bound);
    return tensor;
  }
};

// The types that Metal has tensors of (MTLTensorDataType), by their names in the language.
template <class T> struct TensorElement {
  static constexpr bool is_known = false;
  static constexpr MSL_FUNCTION MslTensorType named() { return {}; }
};
#define MSL_TENSOR_ELEMENT(name, T)                                                                          \
  template <> struct TensorElement<T> {                                                                      \
    static constexpr bool is_known = true;                                                                   \
    static constexpr MSL_FUNCTION MslTensorType named() { return {name}; }                                   \
  };
MSL_TENSOR_ELEMENT("float", float)
MSL_TENSOR_ELEMENT("half", half)
MSL_TENSOR_ELEMENT("bfloat", bfloat)
MSL_TENSOR_ELEMENT("char", char)
MSL_TENSOR_ELEMENT("uchar", uchar)
MSL_TENSOR_ELEMENT("short", short)
MSL_TENSOR_ELEMENT("ushort", ushort)
MSL_TENSOR_ELEMENT("int", int)
MSL_TENSOR_ELEMENT("uint", uint)
MSL_TENSOR_ELEMENT("int4b_format", metal::int4b_format)
MSL_TENSOR_ELEMENT("uint4b_format", metal::uint4b_format)
#if MSL_TENSORS >= 410
MSL_TENSOR_ELEMENT("int2b_format", metal::int2b_format)
MSL_TENSOR_ELEMENT("uint2b_format", metal::uint2b_format)
MSL_TENSOR_ELEMENT("metal_fp4_e2m1_format", metal::metal_fp4_e2m1_format)
MSL_TENSOR_ELEMENT("metal_fp8_e4m3_format", metal::metal_fp8_e4m3_format)
MSL_TENSOR_ELEMENT("metal_fp8_e5m2_format", metal::metal_fp8_e5m2_format)
#endif
#undef MSL_TENSOR_ELEMENT

// Parameter I of a function of type F.
template <uint I, class F> struct Parameter;
template <class R, class First, class... Rest> struct Parameter<0, R(First, Rest...)> {
  typedef First type;
};
template <uint I, class R, class First, class... Rest>
struct Parameter<I, R(First, Rest...)> : Parameter<I - 1, R(Rest...)> {};

// What a kernel's argument of type T is declared as.
template <class T> struct DeclaredTensor {
  static_assert(!__is_same(T, T), "an argument by value must be a tensor with the descriptor tensor_handle");
  static constexpr MSL_FUNCTION MslTensorType at(uint) { return {}; }
};
template <class E, class X, class... Tags>
struct DeclaredTensor<metal::tensor<E, X, metal::tensor_handle, Tags...>> {
  typedef TensorElement<metal::value_of_t<E>> Element;
  static_assert(__is_same(E, MSL_DEVICE metal::remove_addrspace_t<E>) ||
                    __is_same(E, const MSL_DEVICE metal::remove_addrspace_t<E>) ||
                    __is_same(E, MSL_CONSTANT metal::remove_addrspace_t<E>),
                "the elements of a tensor that is an argument must be in device or constant memory");
  static_assert(Element::is_known, "Metal has no tensors with elements of this type");
  static constexpr MSL_FUNCTION MslTensorType at(uint index) {
    MslTensorType type = Element::named();
    type.index = index;
    type.rank = (msl_u32)X::rank();
    type.largest = (msl_u64)metal::numeric_limits<typename X::index_type>::max();
    for (uint i = 0; i < type.rank; i++)
      type.extents[i] = (msl_u64)X::static_extent(i);
    return type;
  }
};
template <class F, uint I> constexpr MSL_FUNCTION MslTensorType declared_tensor(uint index) {
  return DeclaredTensor<__remove_cv(typename Parameter<I, F>::type)>::at(index);
}
} // namespace msl
