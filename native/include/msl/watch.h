// What native/msl/watch calls before every access to memory, with checks. The return address says which line
// of the user's text is responsible.
#pragma once
#define MSL_CALLER __builtin_return_address(0)
#define MSL_REPORT extern "C" __attribute__((noinline, used)) void
#define MSL_WATCH extern "C" inline __attribute__((always_inline, used)) void

// Memory that other threads can see.
MSL_REPORT msl_read(const void *address, msl_u64 bytes, msl_u32 alignment) {
  ((MslAccess)msl_runtime.access)(address, bytes, alignment << MSL_ACCESS_ALIGNMENT_SHIFT, MSL_CALLER);
}
MSL_REPORT msl_write(const void *address, msl_u64 bytes, msl_u32 alignment) {
  ((MslAccess)msl_runtime.access)(address, bytes, MSL_ACCESS_WRITE | alignment << MSL_ACCESS_ALIGNMENT_SHIFT,
                                  MSL_CALLER);
}

// A thread's own variable, or a constant of the program. `set` is as large as it is: each byte says whether
// that of the variable is set. Null if that is not known.
#define MSL_OWN_PLACE msl_u64 offset, msl_u64 size, msl_u32 object
MSL_REPORT msl_own_fault(MSL_OWN_PLACE, msl_u64 bytes, msl_u32 what) {
  ((MslOwnFault)msl_runtime.own_fault)(object, (long)offset, size, bytes, what, MSL_CALLER);
}
MSL_INLINE bool msl_own_within(MSL_OWN_PLACE, msl_u64 bytes, msl_u32 what) {
  if (__builtin_expect(bytes <= size && offset <= size - bytes, 1))
    return true;
  msl_own_fault(offset, size, object, bytes, what);
  return false;
}
// How many of some bytes are set.
MSL_INLINE msl_u64 msl_count_set(const msl_u8 *set, msl_u64 bytes) {
  msl_u64 count = 0;
  for (msl_u64 i = 0; i < bytes; i++)
    count += set[i];
  return count;
}
// Vectors and structures are read as a whole even if only a part of them is used, so what is partly set
// passes.
MSL_WATCH msl_own_read(const msl_u8 *set, MSL_OWN_PLACE, msl_u64 bytes) {
  if (msl_own_within(offset, size, object, bytes, 0) && set && !msl_count_set(set + offset, bytes))
    msl_own_fault(offset, size, object, bytes, MSL_ACCESS_UNSET);
}
MSL_WATCH msl_own_write(msl_u8 *set, MSL_OWN_PLACE, msl_u64 bytes) {
  if (msl_own_within(offset, size, object, bytes, MSL_ACCESS_WRITE) && set)
    __builtin_memset(set + offset, 1, bytes);
}
// A variable that is stored where other threads can see it.
MSL_WATCH msl_own_give(const msl_u8 *set, MSL_OWN_PLACE, msl_u64 bytes) {
  if (msl_own_within(offset, size, object, bytes, 0) && set && msl_count_set(set + offset, bytes) != bytes)
    msl_own_fault(offset, size, object, bytes, MSL_ACCESS_UNSET);
}
MSL_WATCH msl_own_copy(msl_u8 *to_set, msl_u64 to_offset, msl_u64 to_size, msl_u32 to_object,
                       const msl_u8 *set, MSL_OWN_PLACE, msl_u64 bytes) {
  msl_own_read(set, offset, size, object, bytes);
  if (!msl_own_within(to_offset, to_size, to_object, bytes, MSL_ACCESS_WRITE) || !to_set)
    return;
  if (set && bytes <= size && offset <= size - bytes)
    __builtin_memmove(to_set + to_offset, set + offset, bytes);
  else
    __builtin_memset(to_set + to_offset, 1, bytes);
}
