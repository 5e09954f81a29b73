// With MSL_CHECKS the runtime is told of every access to memory that other lanes can see, before it happens
// (watch.h), and of what else Metal leaves undefined. Without MSL_CHECKS nothing of this exists.
#pragma once
#ifndef MSL_CHECKS
#define MSL_CHECKS 0
#endif

#if MSL_CHECKS
#include "watch.h"
extern "C" {
inline __attribute__((noinline)) void msl_check_atomic(const volatile void *address, msl_u64 bytes,
                                                       msl_u32 what) {
  what |= MSL_ACCESS_ATOMIC | (msl_u32)bytes << MSL_ACCESS_ALIGNMENT_SHIFT;
  ((MslAccess)msl_runtime.access)((const void *)address, bytes, what, MSL_CALLER);
}
inline __attribute__((noinline)) void msl_check_inactive_lane(msl_u32 lane) {
  ((MslInactiveLane)msl_runtime.inactive_lane)(lane, MSL_CALLER);
}
inline __attribute__((noinline)) void msl_check_arithmetic(msl_u32 what, double x, double y) {
  ((MslArithmetic)msl_runtime.arithmetic)(what, x, y, MSL_CALLER);
}
inline __attribute__((noinline)) void msl_check_tensor(msl_u32 what, double x, double y) {
  ((MslTensor)msl_runtime.tensor)(what, x, y, MSL_CALLER);
}
inline __attribute__((noinline)) void msl_check_beyond_tensor(const void *address, msl_u64 bytes,
                                                              msl_u32 what) {
  ((MslAccess)msl_runtime.access)(address, bytes, what | MSL_ACCESS_TENSOR, MSL_CALLER);
}
}
#include "overflow.h"
#undef MSL_CALLER
#else
MSL_INLINE void msl_check_atomic(const volatile void *, msl_u64, msl_u32) {}
MSL_INLINE void msl_check_inactive_lane(msl_u32) {}
MSL_INLINE void msl_check_arithmetic(msl_u32, double, double) {}
MSL_INLINE void msl_check_tensor(msl_u32, double, double) {}
MSL_INLINE void msl_check_beyond_tensor(const void *, msl_u64, msl_u32) {}
#endif
