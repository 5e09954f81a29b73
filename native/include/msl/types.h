// Small types of Metal's library.
#pragma once
namespace metal {
template <class T, size_t N> struct array {
  T elements[N];
  typedef T value_type;
  MSL_FUNCTION T &operator[](size_t i) { return elements[i]; }
  constexpr MSL_FUNCTION const T &operator[](size_t i) const { return elements[i]; }
  constexpr MSL_FUNCTION size_t size() const { return N; }
  constexpr MSL_FUNCTION bool empty() const { return N == 0; }
  MSL_FUNCTION T &front() { return elements[0]; }
  constexpr MSL_FUNCTION const T &front() const { return elements[0]; }
  MSL_FUNCTION T &back() { return elements[N - 1]; }
  constexpr MSL_FUNCTION const T &back() const { return elements[N - 1]; }
  MSL_FUNCTION T *data() { return elements; }
  constexpr MSL_FUNCTION const T *data() const { return elements; }
  MSL_FUNCTION T *begin() { return elements; }
  constexpr MSL_FUNCTION const T *begin() const { return elements; }
  MSL_FUNCTION T *end() { return elements + N; }
  constexpr MSL_FUNCTION const T *end() const { return elements + N; }
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
