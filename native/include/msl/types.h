// Small types of Metal's library.
#pragma once
namespace std { // where clang looks for it
template <class T> class initializer_list {
  const __private T *first;
  size_t count;

public:
  typedef T value_type;
  constexpr MSL_FUNCTION size_t size() const { return count; }
  constexpr MSL_FUNCTION const __private T *begin() const { return first; }
  constexpr MSL_FUNCTION const __private T *end() const { return first + count; }
};
} // namespace std
namespace metal {
template <class T, size_t N> struct array {
  T elements[N];
  typedef T value_type;
  constexpr MSL_FUNCTION size_t size() const { return N; }
  constexpr MSL_FUNCTION bool empty() const { return N == 0; }
#define MSL_ARRAY(type, space)                                                                               \
  constexpr MSL_FUNCTION type &operator[](size_t i) space { return (type &)elements[i]; }                    \
  constexpr MSL_FUNCTION type &front() space { return (type &)elements[0]; }                                 \
  constexpr MSL_FUNCTION type &back() space { return (type &)elements[N - 1]; }                              \
  constexpr MSL_FUNCTION type *data() space { return (type *)elements; }                                     \
  constexpr MSL_FUNCTION type *begin() space { return (type *)elements; }                                    \
  constexpr MSL_FUNCTION type *end() space { return (type *)elements + N; }
  MSL_EACH_SPACE(MSL_ARRAY, T)
#undef MSL_ARRAY
};

// What braces hold, which a class can be made of.
using std::initializer_list;

// A view of elements that are somewhere else: in the memory of the thread unless T says otherwise.
template <class T> struct array_ref {
  T *elements = nullptr;
  size_t count = 0;
  typedef remove_addrspace_t<T> value_type;
  array_ref() = default;
  constexpr MSL_FUNCTION array_ref(T *data, size_t size) : elements(data), count(size) {}
  template <class A> constexpr MSL_FUNCTION array_ref(const A &a) : elements((T *)&a[0]), count(length(a)) {}
  constexpr MSL_FUNCTION size_t size() const { return count; }
  constexpr MSL_FUNCTION bool empty() const { return count == 0; }
  constexpr MSL_FUNCTION T &operator[](size_t i) const { return elements[i]; }
  constexpr MSL_FUNCTION T &front() const { return elements[0]; }
  constexpr MSL_FUNCTION T &back() const { return elements[count - 1]; }
  constexpr MSL_FUNCTION T *data() const { return elements; }
  constexpr MSL_FUNCTION T *begin() const { return elements; }
  constexpr MSL_FUNCTION T *end() const { return elements + count; }

private:
  template <class A> static constexpr MSL_FUNCTION size_t length(const A &a) { return a.size(); }
  template <class U, size_t N> static constexpr MSL_FUNCTION size_t length(const U (&)[N]) { return N; }
};

// A value that all threads share, which makes no difference on a CPU.
template <class T> using uniform = T;
template <class T> constexpr MSL_FUNCTION T make_uniform(T value) { return value; }

// Log messages of kernels are discarded: the device has no log.
struct os_log {
  // Takes any pointers, because literals are in an address space of their own.
  template <class S, class C> constexpr os_log(S, C) {}
  constexpr os_log() {}
#define MSL_LOG(level)                                                                                       \
  template <class... A> MSL_FUNCTION void log##level(A...) const {}
  MSL_LOG()
  MSL_LOG(_debug)
  MSL_LOG(_info)
  MSL_LOG(_error)
  MSL_LOG(_fault)
#undef MSL_LOG
};
constexpr const __global os_log os_log_default;
} // namespace metal
