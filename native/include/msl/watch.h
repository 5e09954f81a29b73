// What native/msl/watch calls before every access to memory, with checks. The return address says which line
// of the user's text is responsible.
#pragma once
#define MSL_CALLER __builtin_return_address(0)
#define MSL_REPORT extern "C" __attribute__((noinline, used)) void
#define MSL_WATCH extern "C" inline __attribute__((always_inline, used)) void

// Memory that other threads can see, and variables of the thread's own that are reached by addresses which
// were stored or passed on.
MSL_REPORT msl_read(const void *address, msl_u64 bytes, msl_u32 alignment) {
  ((MslAccess)msl_runtime.access)(address, bytes, alignment << MSL_ACCESS_ALIGNMENT_SHIFT, MSL_CALLER);
}
MSL_REPORT msl_write(const void *address, msl_u64 bytes, msl_u32 alignment) {
  ((MslAccess)msl_runtime.access)(address, bytes, MSL_ACCESS_WRITE | alignment << MSL_ACCESS_ALIGNMENT_SHIFT,
                                  MSL_CALLER);
}
// A bit-field is read and written with its neighbours; `mask` says which bits are its own. Nothing of what is
// read only to be written again.
MSL_REPORT msl_read_bits(const void *address, msl_u64 bytes, msl_u32 alignment, msl_u64 mask) {
  const msl_u32 what = MSL_ACCESS_BITS | alignment << MSL_ACCESS_ALIGNMENT_SHIFT;
  ((MslAccess)msl_runtime.access)(address, bytes, what, MSL_CALLER);
  if (mask)
    ((MslOwn)msl_runtime.own)(MSL_OWN_READ_BITS, address, bytes, mask, MSL_CALLER);
}
MSL_REPORT msl_write_bits(const void *address, msl_u64 bytes, msl_u32 alignment, msl_u64 mask) {
  const msl_u32 what = MSL_ACCESS_WRITE | MSL_ACCESS_BITS | alignment << MSL_ACCESS_ALIGNMENT_SHIFT;
  ((MslAccess)msl_runtime.access)(address, bytes, what, MSL_CALLER);
  ((MslOwn)msl_runtime.own)(MSL_OWN_WRITE_BITS, address, bytes, mask, MSL_CALLER);
}
// Before an access to an element of an array in a structure or vector.
MSL_REPORT msl_beyond(const void *address, msl_u64 bytes, msl_u32 what) {
  ((MslAccess)msl_runtime.access)(address, bytes, what | MSL_ACCESS_BEYOND, MSL_CALLER);
}
MSL_WATCH msl_index(const void *address, msl_u64 bytes, msl_u32 what, msl_u64 index, msl_u64 count) {
  if (__builtin_expect(index >= count, 0))
    msl_beyond(address, bytes, what);
}
MSL_REPORT msl_copied(const void *to, const void *from, msl_u64 bytes) {
  ((MslOwn)msl_runtime.own)(MSL_OWN_COPY, to, bytes, (msl_u64)from, MSL_CALLER);
}
MSL_REPORT msl_begin(const void *variable, msl_u64 bytes, msl_u32 object) {
  ((MslOwn)msl_runtime.own)(MSL_OWN_BEGIN, variable, bytes, object, MSL_CALLER);
}
MSL_REPORT msl_padding(const void *variable, msl_u64 start, msl_u64 bytes) {
  ((MslOwn)msl_runtime.own)(MSL_OWN_SET, (const msl_u8 *)variable + start, bytes, 0, MSL_CALLER);
}
MSL_REPORT msl_end(const void *variable) {
  ((MslOwn)msl_runtime.own)(MSL_OWN_END, variable, 0, 0, MSL_CALLER);
}

// A thread's own variable, or a constant of the program. `set` is as large as it is: the bits of each byte
// say whether those of the variable are set. Null if that is not known, or if the runtime knows it.
#define MSL_OWN_PLACE msl_u64 offset, msl_u64 size, msl_u32 object
MSL_REPORT msl_own_fault(MSL_OWN_PLACE, msl_u64 bytes, msl_u32 what) {
  ((MslOwnFault)msl_runtime.own_fault)(object, (long)offset, size, bytes, what, MSL_CALLER);
}
// What is stored where other threads can see it must be set.
MSL_REPORT msl_own_take(const void *to, const msl_u8 *set, MSL_OWN_PLACE, msl_u64 bytes) {
  if (((MslOwn)msl_runtime.own)(MSL_OWN_TAKE, to, bytes, (msl_u64)(set + offset), MSL_CALLER))
    ((MslOwnFault)msl_runtime.own_fault)(object, (long)offset, size, bytes, MSL_ACCESS_UNSET, MSL_CALLER);
}
MSL_INLINE bool msl_own_within(MSL_OWN_PLACE, msl_u64 bytes, msl_u32 what) {
  if (__builtin_expect(bytes <= size && offset <= size - bytes, 1))
    return true;
  msl_own_fault(offset, size, object, bytes, what);
  return false;
}
// Before an access to an element of an array in the variable. What is outside of both is found without it.
MSL_WATCH msl_own_index(const msl_u8 *, MSL_OWN_PLACE, msl_u64 bytes, msl_u32 what, msl_u64 index,
                        msl_u64 count) {
  if (__builtin_expect(index >= count, 0) && bytes <= size && offset <= size - bytes)
    msl_own_fault(offset, size, object, bytes, what | MSL_ACCESS_BEYOND);
}
// Before an access that needs an alignment; the variable has it.
MSL_WATCH msl_own_align(const msl_u8 *, MSL_OWN_PLACE, msl_u32 what, msl_u64 alignment) {
  if (__builtin_expect(offset % alignment != 0, 0))
    msl_own_fault(offset, size, object, alignment, what | MSL_ACCESS_MISALIGNED);
}
// How many of some bytes are set, at least in part.
MSL_INLINE msl_u64 msl_count_set(const msl_u8 *set, msl_u64 bytes) {
  msl_u64 count = 0;
  for (msl_u64 i = 0; i < bytes; i++)
    count += set[i] != 0;
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
    __builtin_memset(set + offset, 0xff, bytes);
}
MSL_WATCH msl_own_read_bits(const msl_u8 *set, MSL_OWN_PLACE, msl_u64 bytes, msl_u64 mask) {
  msl_u64 bits = 0;
  if (!msl_own_within(offset, size, object, bytes, 0) || !set || !mask)
    return;
  for (msl_u64 i = 0; i < bytes; i++)
    bits |= (msl_u64)set[offset + i] << 8 * i;
  if (!(bits & mask))
    msl_own_fault(offset, size, object, bytes, MSL_ACCESS_UNSET);
}
MSL_WATCH msl_own_write_bits(msl_u8 *set, MSL_OWN_PLACE, msl_u64 bytes, msl_u64 mask) {
  if (msl_own_within(offset, size, object, bytes, MSL_ACCESS_WRITE) && set)
    for (msl_u64 i = 0; i < bytes; i++)
      set[offset + i] |= (msl_u8)(mask >> 8 * i);
}
// A variable that is stored through an address that is not known here.
MSL_WATCH msl_own_give(const void *to, const msl_u8 *set, MSL_OWN_PLACE, msl_u64 bytes) {
  if (msl_own_within(offset, size, object, bytes, 0) && set && msl_count_set(set + offset, bytes) != bytes)
    msl_own_take(to, set, offset, size, object, bytes);
}
// The state of what was copied. Where nothing is set, that was found when it was read, and is not found
// again.
MSL_WATCH msl_own_carry(msl_u8 *to_set, msl_u64 to_offset, msl_u64 to_size, msl_u32 to_object,
                        const msl_u8 *set, MSL_OWN_PLACE, msl_u64 bytes) {
  if (!msl_own_within(to_offset, to_size, to_object, bytes, MSL_ACCESS_WRITE) || !to_set)
    return;
  if (set && bytes <= size && offset <= size - bytes && msl_count_set(set + offset, bytes))
    __builtin_memmove(to_set + to_offset, set + offset, bytes);
  else
    __builtin_memset(to_set + to_offset, 0xff, bytes);
}
MSL_WATCH msl_own_copy(msl_u8 *to_set, msl_u64 to_offset, msl_u64 to_size, msl_u32 to_object,
                       const msl_u8 *set, MSL_OWN_PLACE, msl_u64 bytes) {
  msl_own_read(set, offset, size, object, bytes);
  msl_own_carry(to_set, to_offset, to_size, to_object, set, offset, size, object, bytes);
}
