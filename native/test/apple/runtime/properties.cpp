// Called by clang's synthesised property accessors.
#include "objects.h"

#include <cstddef>
#include <cstring>
#include <mutex>

using namespace objc_runtime;

namespace {

// For atomic properties.
std::mutex &LockOf(const void *place) {
  static std::mutex locks[64];
  return locks[reinterpret_cast<uintptr_t>(place) / sizeof(void *) % 64];
}

Object **PlaceOf(Object *object, ptrdiff_t offset) {
  return reinterpret_cast<Object **>(reinterpret_cast<char *>(object) + offset);
}

Object *Copied(Object *value) {
  return reinterpret_cast<Object *(*)(Object *, Selector)>(objc_msgSend)(value, Intern("copy"));
}

void Set(Object *object, Object *value, ptrdiff_t offset, bool copies) {
  value = copies ? Copied(value) : objc_retain(value);
  Object **const place = PlaceOf(object, offset);
  Object *before;
  {
    const std::lock_guard lock(LockOf(place));
    before = *place;
    *place = value;
  }
  objc_release(before);
}

} // namespace

extern "C" {

Object *objc_getProperty(Object *object, Selector, ptrdiff_t offset, bool) {
  Object **const place = PlaceOf(object, offset);
  Object *value;
  {
    const std::lock_guard lock(LockOf(place));
    value = objc_retain(*place);
  }
  return objc_autorelease(value);
}

void objc_setProperty_atomic(Object *object, Selector, Object *value, ptrdiff_t offset) {
  Set(object, value, offset, false);
}
void objc_setProperty_nonatomic(Object *object, Selector, Object *value, ptrdiff_t offset) {
  Set(object, value, offset, false);
}
void objc_setProperty_atomic_copy(Object *object, Selector, Object *value, ptrdiff_t offset) {
  Set(object, value, offset, true);
}
void objc_setProperty_nonatomic_copy(Object *object, Selector, Object *value, ptrdiff_t offset) {
  Set(object, value, offset, true);
}
void objc_setProperty(Object *object, Selector, ptrdiff_t offset, Object *value, bool, signed char copies) {
  Set(object, value, offset, copies);
}

void objc_copyStruct(void *target, const void *source, ptrdiff_t bytes, bool, bool) {
  const std::lock_guard lock(LockOf(nullptr));
  std::memcpy(target, source, static_cast<size_t>(bytes));
}
}
