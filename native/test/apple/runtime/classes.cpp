#include "classes.h"

#include <cstring>
#include <unordered_set>

using namespace objc_runtime;

// Defined by the linker for the sections that clang fills.
extern "C" {
extern Class *__start_objc_classlist[] __attribute__((visibility("hidden")));
extern Class *__stop_objc_classlist[] __attribute__((visibility("hidden")));
extern Category *__start_objc_catlist[] __attribute__((weak, visibility("hidden")));
extern Category *__stop_objc_catlist[] __attribute__((weak, visibility("hidden")));
extern Selector __start_objc_selrefs[] __attribute__((visibility("hidden")));
extern Selector __stop_objc_selrefs[] __attribute__((visibility("hidden")));
// Clang's initial value for a class's info pointer.
char _objc_empty_cache[16];
}

namespace objc_runtime {
namespace {

// A class's own info until its superclass's has been merged in.
void AddMethods(Class *target, const MethodList *list) {
  if (!list)
    return;
  ClassInfo &info = *target->info;
  for (uint32_t i = 0; i < list->count; i++) {
    const Method &method = list->methods[i];
    const Selector selector = Intern(method.name);
    info.methods[selector] = method.implementation;
    if (std::strcmp(selector, ".cxx_construct") == 0)
      info.constructors = {method.implementation};
    if (std::strcmp(selector, ".cxx_destruct") == 0)
      info.destructors = {method.implementation};
  }
}

void AddProtocols(Class *target, const ProtocolList *protocols) {
  if (protocols)
    target->info->protocols.push_back(protocols);
}

void Announce(Class *added) {
  for (Class *each : {added, added->isa}) {
    each->info = new ClassInfo;
    AddMethods(each, each->record->methods);
    AddProtocols(each, each->record->protocols);
  }
}

void Announce(const Category &added) {
  AddMethods(added.extended, added.instance_methods);
  AddMethods(added.extended->isa, added.class_methods);
  AddProtocols(added.extended, added.protocols);
}

// Moves instance variables behind those of the superclass, whose size the compiler may not have known.
void MoveVariables(Class *target) {
  ClassRecord &record = *target->record;
  const uint32_t inherited = target->super->record->instance_bytes;
  if (record.instance_start >= inherited)
    return;
  const uint32_t distance = (inherited - record.instance_start + 15) & ~15u;
  for (uint32_t i = 0; record.variables && i < record.variables->count; i++)
    if (int32_t *offset = record.variables->variables[i].offset)
      *offset += static_cast<int32_t>(distance);
  record.instance_start += distance;
  record.instance_bytes += distance;
}

// Whether the class uses the root class's reference counting.
bool CountsReferences(const Class *target) {
  const Class *root = target;
  while (root->super)
    root = root->super;
  const Selector retain = Intern("retain");
  return FindMethod(target, retain) == FindMethod(root, retain);
}

constexpr uint32_t kMetaclass = 1; // in ClassRecord::flags

void Complete(Class *target, std::unordered_set<Class *> &complete) {
  if (!complete.insert(target).second)
    return;
  const bool is_metaclass = target->record->flags & kMetaclass;
  ClassInfo &info = *target->info;
  if (Class *super = target->super) {
    Complete(super, complete);
    info.methods.insert(super->info->methods.begin(), super->info->methods.end());
    const auto &above = super->info->constructors;
    info.constructors.insert(info.constructors.begin(), above.begin(), above.end());
    const auto &below = super->info->destructors;
    info.destructors.insert(info.destructors.end(), below.begin(), below.end());
    if (!is_metaclass)
      MoveVariables(target);
  }
  info.counts_references = !is_metaclass && CountsReferences(target);
}

// Runs before C++ constructors, which may send messages.
__attribute__((constructor(101))) void Load() {
  for (Selector *reference = __start_objc_selrefs; reference < __stop_objc_selrefs; reference++)
    *reference = Intern(*reference);
  for (Class **each = __start_objc_classlist; each < __stop_objc_classlist; each++)
    Announce(*each);
  for (Category **each = __start_objc_catlist; each < __stop_objc_catlist; each++)
    Announce(**each);
  std::unordered_set<Class *> complete;
  for (Class **each = __start_objc_classlist; each < __stop_objc_classlist; each++) {
    Complete(*each, complete);
    Complete((*each)->isa, complete);
  }
}

bool Includes(const ProtocolList *list, const char *protocol) {
  for (uint64_t i = 0; list && i < list->count; i++)
    if (std::strcmp(list->protocols[i]->name, protocol) == 0 ||
        Includes(list->protocols[i]->inherited, protocol))
      return true;
  return false;
}

} // namespace

Implementation FindMethod(const Class *receiver, Selector selector) {
  const auto found = receiver->info->methods.find(selector);
  return found == receiver->info->methods.end() ? nullptr : found->second;
}

bool IsKindOf(const Class *derived, const Class *base) {
  while (derived && derived != base)
    derived = derived->super;
  return derived;
}

bool ConformsTo(const Class *object, const char *protocol) {
  for (; object; object = object->super)
    for (const ProtocolList *list : object->info->protocols)
      if (Includes(list, protocol))
        return true;
  return false;
}

void ForEachClass(const std::function<void(const char *, int64_t)> &visit) {
  for (Class **each = __start_objc_classlist; each < __stop_objc_classlist; each++)
    visit((*each)->record->name, (*each)->info->live.load());
}

} // namespace objc_runtime
