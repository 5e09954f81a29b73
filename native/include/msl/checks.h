// With MSL_CHECKS every access to memory that other lanes can see is reported to the runtime before it
// happens. clang inserts the calls (this is the interface of its thread sanitizer); atomics and SIMD
// operations make them themselves. Without MSL_CHECKS nothing of this exists.
#pragma once
#ifndef MSL_CHECKS
#define MSL_CHECKS 0
#endif

#if MSL_CHECKS
#define MSL_UNCHECKED __attribute__((no_sanitize("thread"), noinline))
#define MSL_CALLER __builtin_return_address(0)
MSL_INLINE void msl_report(const void *address, msl_u64 bytes, msl_u32 what, const void *caller) {
  ((MslAccess)msl_runtime.access)(address, bytes, what, caller);
}
extern "C" {
inline MSL_UNCHECKED void msl_check_atomic(const volatile void *address, msl_u64 bytes, msl_u32 what) {
  msl_report((const void *)address, bytes, what | MSL_ACCESS_ATOMIC, MSL_CALLER);
}
inline MSL_UNCHECKED void msl_check_inactive_lane(msl_u32 lane) {
  ((MslInactiveLane)msl_runtime.inactive_lane)(lane, MSL_CALLER);
}
inline MSL_UNCHECKED void msl_check_misaligned(const void *address, msl_u64 bytes) {
  msl_report(address, bytes, MSL_ACCESS_ALIGNED | MSL_ACCESS_NONE, MSL_CALLER);
}
void __tsan_init() {}
#define MSL_ACCESSES(bytes)                                                                                  \
  MSL_UNCHECKED void __tsan_read##bytes(void *address) {                                                     \
    msl_report(address, bytes, MSL_ACCESS_ALIGNED, MSL_CALLER);                                              \
  }                                                                                                          \
  MSL_UNCHECKED void __tsan_write##bytes(void *address) {                                                    \
    msl_report(address, bytes, MSL_ACCESS_ALIGNED | MSL_ACCESS_WRITE, MSL_CALLER);                           \
  }                                                                                                          \
  MSL_UNCHECKED void __tsan_unaligned_read##bytes(void *address) {                                           \
    msl_report(address, bytes, 0, MSL_CALLER);                                                               \
  }                                                                                                          \
  MSL_UNCHECKED void __tsan_unaligned_write##bytes(void *address) {                                          \
    msl_report(address, bytes, MSL_ACCESS_WRITE, MSL_CALLER);                                                \
  }
MSL_ACCESSES(1)
MSL_ACCESSES(2)
MSL_ACCESSES(4)
MSL_ACCESSES(8)
MSL_ACCESSES(16)
#undef MSL_ACCESSES
MSL_UNCHECKED void *__tsan_memcpy(void *to, const void *from, msl_u64 bytes) {
  msl_report(from, bytes, 0, MSL_CALLER);
  msl_report(to, bytes, MSL_ACCESS_WRITE, MSL_CALLER);
  return __builtin_memcpy(to, from, bytes);
}
MSL_UNCHECKED void *__tsan_memmove(void *to, const void *from, msl_u64 bytes) {
  msl_report(from, bytes, 0, MSL_CALLER);
  msl_report(to, bytes, MSL_ACCESS_WRITE, MSL_CALLER);
  return __builtin_memmove(to, from, bytes);
}
MSL_UNCHECKED void *__tsan_memset(void *to, int value, msl_u64 bytes) {
  msl_report(to, bytes, MSL_ACCESS_WRITE, MSL_CALLER);
  return __builtin_memset(to, value, bytes);
}
}
#undef MSL_CALLER
#undef MSL_UNCHECKED

// The optimiser reads only those elements of a vector that are used, one by one, so the vector's own
// alignment has to be checked where it is copied.
MSL_INLINE void msl_check_alignment(const void *address, msl_u64 bytes) {
  asm("" : "+r"(address)); // otherwise the compiler would assume it is aligned
  if ((msl_u64)address % bytes != 0)
    msl_check_misaligned(address, bytes);
}
template <class T> MSL_INLINE constexpr const T &msl_aligned(const T &value) {
  if (!__builtin_is_constant_evaluated())
    msl_check_alignment((const void *)&value, alignof(T));
  return value;
}
#if MSL_PLAIN_COPIES
#define MSL_CHECKED_COPIES(type)
#else
#define MSL_CHECKED_COPIES(type)                                                                             \
  constexpr MSL_INLINE_MEMBER type(const type &other) : native(msl_aligned(other).native) {}                 \
  constexpr MSL_INLINE_MEMBER type &operator=(const type &other) {                                           \
    msl_aligned(*this);                                                                                      \
    native = msl_aligned(other).native;                                                                      \
    return *this;                                                                                            \
  }
#define MSL_INLINE_MEMBER inline __attribute__((always_inline))
#endif
#else
#define MSL_CHECKED_COPIES(type)
MSL_INLINE void msl_check_atomic(const volatile void *, msl_u64, msl_u32) {}
MSL_INLINE void msl_check_inactive_lane(msl_u32) {}
#endif
