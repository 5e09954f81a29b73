// Small types of Metal's library.
#pragma once
namespace metal {
template <class T, size_t N> struct array {
  T elements[N];
  constexpr MSL_FUNCTION T &operator[](size_t i) { return elements[i]; }
  constexpr MSL_FUNCTION const T &operator[](size_t i) const { return elements[i]; }
  constexpr MSL_FUNCTION size_t size() const { return N; }
};

// A value that is the same in all threads; nothing is made of that here.
template <class T> struct uniform {
  T value;
  uniform() = default;
  constexpr MSL_FUNCTION uniform(T v) : value(v) {}
  constexpr MSL_FUNCTION operator T() const { return value; }
};
template <class T> constexpr MSL_FUNCTION uniform<T> make_uniform(T value) { return uniform<T>(value); }

// Messages go nowhere: the CPU device has no log.
struct os_log {
  template <class Subsystem, class Category> constexpr MSL_FUNCTION os_log(Subsystem, Category) {}
#define MSL_LOG(name)                                                                                        \
  template <class Format, class... Values> MSL_FUNCTION void name(Format, Values...) const {}
  MSL_LOG(log)
  MSL_LOG(log_debug)
  MSL_LOG(log_info)
  MSL_LOG(log_error)
  MSL_LOG(log_fault)
#undef MSL_LOG
};
} // namespace metal
