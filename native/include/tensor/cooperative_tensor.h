// cooperative_tensor: elements that the lanes of a scope own together, each some of them, as a layout says.
#pragma once
namespace metal {
template <class Element, class Extents, class Layout> struct cooperative_tensor;
} // namespace metal
namespace msl {
// What a cooperative tensor is to the operation that it was made for.
enum class Role { left, right, destination, rows, columns };

// What an element holds before it is set, with checks: bits that no arithmetic gives.
template <class T> MSL_FUNCTION T unset_element() {
  if constexpr (sizeof(T) == 4)
    return __builtin_bit_cast(T, 0x7fa5c3b1u);
  else if constexpr (__is_same(T, bfloat))
    return __builtin_bit_cast(T, (ushort)0x7f93);
  else if constexpr (sizeof(T) == 2)
    return __builtin_bit_cast(T, (ushort)0x7d5b);
  else
    return T(-91);
}
// Whether an element is not set; what a byte holds may be anything.
template <class T> MSL_FUNCTION bool is_unset(T value) {
  if constexpr (sizeof(T) == 4)
    return __builtin_bit_cast(uint, value) == 0x7fa5c3b1u;
  else if constexpr (sizeof(T) == 2)
    return __builtin_bit_cast(ushort, value) == __builtin_bit_cast(ushort, unset_element<T>());
  else
    return false;
}

template <class Tensor> struct TensorIterator {
  typedef typename Tensor::element_type element_type;
  typedef element_type value_type;
  typedef long difference_type;
  __private Tensor *tensor;
  ushort index;

  MSL_FUNCTION auto &operator*() const { return (*tensor)[index]; }
  MSL_FUNCTION auto &operator[](int i) const { return (*tensor)[(ushort)(index + i)]; }
  MSL_FUNCTION bool is_valid_element() const { return tensor->is_valid_element(index); }
  MSL_FUNCTION auto get_multidimensional_index() const { return tensor->get_multidimensional_index(index); }
  MSL_FUNCTION TensorIterator &operator++() {
    index++;
    return *this;
  }
  MSL_FUNCTION TensorIterator &operator--() {
    index--;
    return *this;
  }
  MSL_FUNCTION TensorIterator operator++(int) { return {tensor, index++}; }
  MSL_FUNCTION TensorIterator operator--(int) { return {tensor, index--}; }
  MSL_FUNCTION TensorIterator &operator+=(int i) {
    index += i;
    return *this;
  }
  MSL_FUNCTION TensorIterator &operator-=(int i) { return *this += -i; }
  friend MSL_FUNCTION TensorIterator operator+(TensorIterator a, int i) {
    return {a.tensor, (ushort)(a.index + i)};
  }
  friend MSL_FUNCTION TensorIterator operator-(TensorIterator a, int i) { return a + -i; }
  friend MSL_FUNCTION long operator-(TensorIterator a, TensorIterator b) { return (long)a.index - b.index; }
  friend MSL_FUNCTION bool operator==(TensorIterator a, TensorIterator b) { return a.index == b.index; }
  friend MSL_FUNCTION bool operator!=(TensorIterator a, TensorIterator b) { return a.index != b.index; }
  friend MSL_FUNCTION bool operator<(TensorIterator a, TensorIterator b) { return a.index < b.index; }
};
} // namespace msl
namespace metal {
template <class Element, class Extents, class Layout> struct cooperative_tensor {
  typedef Element element_type;
  typedef Element value_type;
  typedef Extents extents_type;
  typedef Layout layout;
  typedef typename Extents::index_type index_type;
  typedef ushort thread_index_type;
  typedef ushort thread_size_type;
  typedef msl::TensorIterator<cooperative_tensor> iterator;
  typedef msl::TensorIterator<const cooperative_tensor> const_iterator;
  static constexpr MSL_FUNCTION size_t get_rank() { return Extents::rank(); }

#if MSL_CHECKS
  MSL_FUNCTION cooperative_tensor() {
    for (int i = 0; i < Layout::capacity; i++)
      elements[i] = msl::unset_element<Element>();
  }
#else
  cooperative_tensor() = default;
#endif

  // How many slots this thread has.
  constexpr MSL_FUNCTION ushort get_capacity() const { return Layout::capacity; }
  MSL_FUNCTION bool is_valid_element(int i) const { return Layout::place(i).is_valid; }
  MSL_FUNCTION array<index_type, Extents::rank()> get_multidimensional_index(int i) const {
    const msl::Place place = Layout::place(i);
    array<index_type, Extents::rank()> index;
    index.elements[0] = (index_type)place.column;
    if constexpr (Extents::rank() > 1)
      index.elements[1] = (index_type)place.row;
    return index;
  }
  template <class T> MSL_FUNCTION bool is_valid_element(msl::TensorIterator<T> it) const {
    return is_valid_element((int)it.index);
  }
  template <class T> MSL_FUNCTION auto get_multidimensional_index(msl::TensorIterator<T> it) const {
    return get_multidimensional_index((int)it.index);
  }
  MSL_FUNCTION bool is_valid_element(const __private Element *at) const {
    return is_valid_element(slot_of(at));
  }
  MSL_FUNCTION auto get_multidimensional_index(const __private Element *at) const {
    return get_multidimensional_index(slot_of(at));
  }

  MSL_FUNCTION __private Element &operator[](ushort i) { return (__private Element &)elements[i]; }
  MSL_FUNCTION const __private Element &operator[](ushort i) const {
    return (const __private Element &)elements[i];
  }
  // Zero for what is not valid.
  MSL_FUNCTION Element get(ushort i) const { return is_valid_element((int)i) ? elements[i] : Element(0); }
  // Nothing for what is not valid.
  MSL_FUNCTION void set(ushort i, Element value) {
    if (is_valid_element((int)i))
      elements[i] = value;
  }

  MSL_FUNCTION iterator begin() { return {(__private cooperative_tensor *)this, 0}; }
  MSL_FUNCTION iterator end() { return {(__private cooperative_tensor *)this, Layout::capacity}; }
  MSL_FUNCTION const_iterator begin() const { return {(const __private cooperative_tensor *)this, 0}; }
  MSL_FUNCTION const_iterator end() const {
    return {(const __private cooperative_tensor *)this, Layout::capacity};
  }
  MSL_FUNCTION iterator get_iterator(ushort i) { return {(__private cooperative_tensor *)this, i}; }
  MSL_FUNCTION const_iterator get_iterator(ushort i) const {
    return {(const __private cooperative_tensor *)this, i};
  }
  // Where this thread has the element here that belongs to one of another cooperative tensor.
  template <class T> MSL_FUNCTION iterator map_iterator(msl::TensorIterator<T> it) {
    return {(__private cooperative_tensor *)this, mapped(it)};
  }
  template <class T> MSL_FUNCTION const_iterator map_iterator(msl::TensorIterator<T> it) const {
    return {(const __private cooperative_tensor *)this, mapped(it)};
  }

  // From memory and to it; beyond the extents of the tensor there are zeros, and nothing is written.
  template <class E, class X, class D, class... Tags>
  MSL_FUNCTION void load(const tensor<E, X, D, Tags...> &from, MSL_SITE_ARGUMENT) {
    expect<tensor<E, X, D, Tags...>>(site);
    for (int i = 0; i < Layout::capacity; i++) {
      const msl::Place at = Layout::place(i);
      if (at.is_valid)
        elements[i] = from.read(at.column, at.row);
    }
  }
  template <class E, class X, class D, class... Tags>
  MSL_FUNCTION void store(const tensor<E, X, D, Tags...> &to, MSL_SITE_ARGUMENT) const {
    expect<tensor<E, X, D, Tags...>>(site);
    constexpr int run = Layout::Slots::run;
    for (int i = 0; i < Layout::capacity; i += run) {
      const msl::Place at = Layout::place(i);
      if (!at.is_valid)
        continue;
      report_unset(i);
      if (run > 1 && to.strides[0] == 1 && to.covers(at.column, at.row) &&
          to.covers(at.column + run - 1, at.row)) {
        auto *data = to.data + to.index_of(at.column, at.row);
        for (int j = 0; j < run; j++)
          data[j] = elements[i + j];
      } else
        for (int j = 0; j < run; j++)
          to.write(at.column + j, at.row, elements[i + j]);
    }
  }

  // For the operations.
  MSL_FUNCTION void report_unset(int i) const {
    if (MSL_CHECKS && msl::is_unset(elements[i]))
      msl_check_tensor(MSL_TENSOR_UNSET, (double)Layout::place(i).column, (double)Layout::place(i).row);
  }

  Element elements[Layout::capacity];

private:
  MSL_FUNCTION int slot_of(const __private Element *at) const {
    return (int)(at - (const __private Element *)elements);
  }
  template <class T> MSL_FUNCTION ushort mapped(msl::TensorIterator<T> it) const {
    static_assert(Layout::template is_mapped<typename T::layout>,
                  "map_iterator: only a reduction of a cooperative tensor, or one that is laid out alike, "
                  "has such elements");
    const int slot = Layout::template slot_of<typename T::layout>(it.index);
    if (slot >= 0)
      return (ushort)slot;
    if (MSL_CHECKS && it.is_valid_element())
      msl_check_tensor(MSL_TENSOR_NOT_MAPPED, 0, 0);
    return 0;
  }
  template <class Tensor> MSL_FUNCTION void expect(msl_site site) const {
    static_assert(Tensor::get_rank() == Extents::rank(),
                  "cooperative_tensor: a tensor to load or store must have as many dimensions");
    static_assert(is_same_v<typename Tensor::value_type, Element>,
                  "cooperative_tensor: a tensor to load or store must have elements of the same type");
    Layout::Where::require(site);
    if (MSL_CHECKS) // undefined unless all threads of the scope do it; seen only when someone looks
      Layout::Where::meet(site);
  }
};

template <class T> struct is_cooperative_tensor : false_type {};
template <class E, class X, class L> struct is_cooperative_tensor<cooperative_tensor<E, X, L>> : true_type {};
} // namespace metal
