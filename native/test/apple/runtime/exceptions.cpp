// Objective-C exceptions on top of those of C++ (libstdc++), as on Apple's 64-bit platforms: each language
// catches and cleans up after what the other throws.
#include "objects.h"

#include <cxxabi.h>
#include <exception>
#include <new>
#include <typeinfo>
#include <unwind.h>

namespace objc_runtime {

// The type of a handler or of a thrown object. Clang emits constants of this layout: {vtable, name, class}.
class ObjectType : public std::type_info {
public:
  ObjectType(const char *name, const Class *of) : std::type_info(name), class_(of) {}
  ~ObjectType() override;

  // So that a handler gets the object itself rather than its address within the exception.
  bool __is_pointer_p() const override { return true; }

  bool __do_catch(const std::type_info *thrown, void **, unsigned) const override {
    const auto *type = dynamic_cast<const ObjectType *>(thrown);
    return type && (!class_ || IsKindOf(type->class_, class_));
  }

private:
  const Class *class_; // null for id, whose handlers catch every object
};

// Outside the class, so that the vtable is emitted in this file.
ObjectType::~ObjectType() = default;

} // namespace objc_runtime

// Clang's name for the vtable.
asm(".globl objc_ehtype_vtable\n.hidden objc_ehtype_vtable\n"
    ".set objc_ehtype_vtable, _ZTVN12objc_runtime10ObjectTypeE\n");

using namespace objc_runtime;

namespace {

struct Thrown {
  Object *object;
  ObjectType type;
};

void Destroy(void *exception) {
  auto *thrown = static_cast<Thrown *>(exception);
  objc_release(thrown->object);
  thrown->~Thrown();
}

} // namespace

extern "C" {

extern ObjectType OBJC_EHTYPE_id;
ObjectType OBJC_EHTYPE_id("id", nullptr);

// C++'s own personality: it asks a handler's type whether it catches what was thrown.
_Unwind_Reason_Code __gxx_personality_v0(int, _Unwind_Action, _Unwind_Exception_Class, _Unwind_Exception *,
                                         _Unwind_Context *);
_Unwind_Reason_Code __objc_personality_v0(int version, _Unwind_Action actions, _Unwind_Exception_Class of,
                                          _Unwind_Exception *exception, _Unwind_Context *context) {
  return __gxx_personality_v0(version, actions, of, exception, context);
}

[[noreturn]] void objc_exception_throw(Object *object) {
  Class *const of = object->isa;
  auto *thrown = new (abi::__cxa_allocate_exception(sizeof(Thrown)))
      Thrown{objc_retain(object), ObjectType(of->record->name, of)};
  abi::__cxa_throw(thrown, &thrown->type, Destroy);
}

void *objc_begin_catch(void *exception) { return abi::__cxa_begin_catch(exception); }
void objc_end_catch() { abi::__cxa_end_catch(); }
[[noreturn]] void objc_exception_rethrow() { abi::__cxa_rethrow(); }
[[noreturn]] void objc_terminate() { std::terminate(); }
}
