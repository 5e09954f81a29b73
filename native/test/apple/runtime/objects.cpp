#include "objects.h"

#include <cstdio>
#include <cstdlib>
#include <new>

using namespace objc_runtime;

namespace {

// Precedes every object.
struct alignas(16) Header {
  std::atomic<int64_t> references{1};
  std::atomic<bool> is_weakly_referenced{false};
};

Header &HeaderOf(const Object *object) {
  return *(reinterpret_cast<Header *>(const_cast<Object *>(object)) - 1);
}

void Call(Implementation method, Object *object, Selector selector) {
  reinterpret_cast<void (*)(Object *, Selector)>(method)(object, selector);
}

void *Send(void *receiver, const char *name) {
  return reinterpret_cast<void *(*)(void *, Selector)>(objc_msgSend)(receiver, Intern(name));
}

} // namespace

namespace objc_runtime {

Object *Allocate(Class *of) {
  void *memory = std::calloc(1, sizeof(Header) + of->record->instance_bytes);
  if (!memory)
    std::abort();
  auto *object = reinterpret_cast<Object *>(new (memory) Header + 1);
  object->isa = of;
  of->info->live++;
  for (const Implementation constructor : of->info->constructors)
    Call(constructor, object, nullptr);
  return object;
}

void Dispose(Object *object) {
  ClassInfo &info = *object->isa->info;
  for (const Implementation destructor : info.destructors)
    Call(destructor, object, nullptr);
  Header &header = HeaderOf(object);
  if (header.is_weakly_referenced)
    ClearWeakReferences(object);
  info.live--;
  header.~Header();
  std::free(&header);
}

bool TryRetain(Object *object) {
  if (!object->isa->info->counts_references)
    return objc_retain(object);
  std::atomic<int64_t> &references = HeaderOf(object).references;
  int64_t count = references;
  while (count > 0 && !references.compare_exchange_weak(count, count + 1)) {
  }
  return count > 0;
}

void MarkWeaklyReferenced(Object *object) {
  if (object->isa->info->counts_references)
    HeaderOf(object).is_weakly_referenced = true;
}

int64_t ReferenceCount(const Object *object) { return HeaderOf(object).references; }

} // namespace objc_runtime

extern "C" {

Object *objc_retain(Object *object) {
  if (!object)
    return object;
  if (!object->isa->info->counts_references)
    return static_cast<Object *>(Send(object, "retain"));
  HeaderOf(object).references.fetch_add(1, std::memory_order_relaxed);
  return object;
}

void objc_release(Object *object) {
  if (!object)
    return;
  if (!object->isa->info->counts_references)
    Send(object, "release");
  else if (HeaderOf(object).references.fetch_sub(1, std::memory_order_acq_rel) == 1)
    Send(object, "dealloc");
}

void objc_storeStrong(Object **place, Object *value) {
  Object *const before = *place;
  objc_retain(value);
  *place = value;
  objc_release(before);
}

Object *objc_alloc(Class *of) { return static_cast<Object *>(Send(of, "alloc")); }
Object *objc_alloc_init(Class *of) { return static_cast<Object *>(Send(objc_alloc(of), "init")); }
Object *objc_opt_new(Class *of) { return static_cast<Object *>(Send(of, "new")); }
Object *objc_opt_self(Object *object) { return object; }
Class *objc_opt_class(Object *object) {
  return object ? static_cast<Class *>(Send(object, "class")) : nullptr;
}

bool objc_opt_isKindOfClass(Object *object, Class *base) { return object && IsKindOf(object->isa, base); }

bool objc_opt_respondsToSelector(Object *object, Selector selector) {
  return object && FindMethod(object->isa, selector);
}

void objc_enumerationMutation(Object *) {
  std::fputs("objc: a collection was changed while it was enumerated\n", stderr);
  std::abort();
}
}
