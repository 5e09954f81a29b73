// Atomics. MSL offers relaxed order only. Lanes of one threadgroup run on one thread, but threadgroups may
// run on different ones.
#pragma once
namespace metal {
enum memory_order {
  memory_order_relaxed,
  memory_order_acquire,
  memory_order_release,
  memory_order_acq_rel,
  memory_order_seq_cst
};
enum thread_scope {
  thread_scope_thread,
  thread_scope_simdgroup,
  thread_scope_threadgroup,
  thread_scope_device
};
// Aligned explicitly, because clang is told to assume no more than element alignment.
template <class T> struct alignas(sizeof(T)) atomic {
  T value;
};
template <class T> using _atomic = atomic<T>;
typedef atomic<int> atomic_int;
typedef atomic<uint> atomic_uint;
typedef atomic<bool> atomic_bool;
typedef atomic<float> atomic_float;
typedef atomic<ulong> atomic_ulong;

template <class T> MSL_FUNCTION T atomic_load_explicit(const volatile atomic<T> *a, memory_order) {
  msl_check_atomic(a, sizeof(T), 0);
  T value;
  __atomic_load(&a->value, &value, __ATOMIC_RELAXED);
  return value;
}
template <class T>
MSL_FUNCTION void atomic_store_explicit(volatile atomic<T> *a, typename identity<T>::type value,
                                        memory_order) {
  msl_check_atomic(a, sizeof(T), MSL_ACCESS_WRITE);
  __atomic_store(&a->value, &value, __ATOMIC_RELAXED);
}
template <class T>
MSL_FUNCTION T atomic_exchange_explicit(volatile atomic<T> *a, typename identity<T>::type value,
                                        memory_order) {
  msl_check_atomic(a, sizeof(T), MSL_ACCESS_WRITE | MSL_ACCESS_MODIFY);
  T old;
  __atomic_exchange(&a->value, &value, &old, __ATOMIC_RELAXED);
  return old;
}
template <class T, class E>
MSL_FUNCTION bool atomic_compare_exchange_weak_explicit(volatile atomic<T> *a, E *expected,
                                                        typename identity<T>::type desired, memory_order,
                                                        memory_order) {
  msl_check_atomic(a, sizeof(T), MSL_ACCESS_WRITE | MSL_ACCESS_MODIFY);
  T seen = *expected;
  const bool done =
      __atomic_compare_exchange(&a->value, &seen, &desired, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  *expected = seen;
  return done;
}
template <class T, class F> MSL_FUNCTION T atomic_modify(volatile atomic<T> *a, F f) {
  msl_check_atomic(a, sizeof(T), MSL_ACCESS_WRITE | MSL_ACCESS_MODIFY);
  T old;
  __atomic_load(&a->value, &old, __ATOMIC_RELAXED);
  for (;;) {
    T desired = f(old);
    if (__atomic_compare_exchange(&a->value, &old, &desired, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
      return old;
  }
}
#define MSL_ATOMIC(name, expression)                                                                         \
  template <class T>                                                                                         \
  MSL_FUNCTION T atomic_fetch_##name##_explicit(volatile atomic<T> *a, typename identity<T>::type b,         \
                                                memory_order) {                                              \
    return atomic_modify(a, [=](T a) -> T { return expression; });                                           \
  }
MSL_ATOMIC(add, a + b)
MSL_ATOMIC(sub, a - b)
MSL_ATOMIC(max, a < b ? b : a)
MSL_ATOMIC(min, b < a ? b : a)
MSL_ATOMIC(and, a &b)
MSL_ATOMIC(or, a | b)
MSL_ATOMIC(xor, a ^ b)
#undef MSL_ATOMIC
// These return nothing: 64-bit minima and maxima of Apple's GPUs.
MSL_FUNCTION void atomic_max_explicit(volatile atomic<ulong> *a, ulong b, memory_order order) {
  atomic_fetch_max_explicit(a, b, order);
}
MSL_FUNCTION void atomic_min_explicit(volatile atomic<ulong> *a, ulong b, memory_order order) {
  atomic_fetch_min_explicit(a, b, order);
}
MSL_FUNCTION void atomic_thread_fence(mem_flags, memory_order, thread_scope = thread_scope_device) {
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
} // namespace metal
using metal::memory_order_relaxed;
