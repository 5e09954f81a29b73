#pragma once
// The records that clang emits for -fobjc-runtime=macosx: classes, categories and protocols.
#include <cstdint>

namespace objc_runtime {

// A selector is the unique address of its name.
using Selector = const char *;
using Implementation = void *;

struct ClassInfo;
struct Class;
struct Object {
  Class *isa;
};

struct Method {
  const char *name;
  const char *types;
  Implementation implementation;
};

struct MethodList {
  uint32_t entry_bytes;
  uint32_t count;
  Method methods[];
};

struct InstanceVariable {
  int32_t *offset;
  const char *name;
  const char *type;
  uint32_t alignment;
  uint32_t bytes;
};

struct InstanceVariableList {
  uint32_t entry_bytes;
  uint32_t count;
  InstanceVariable variables[];
};

struct ProtocolList;
struct Protocol {
  Class *isa;
  const char *name;
  ProtocolList *inherited;
};

struct ProtocolList {
  uint64_t count;
  Protocol *protocols[];
};

struct ClassRecord {
  uint32_t flags;
  uint32_t instance_start; // of the class's own instance variables
  uint32_t instance_bytes;
  uint32_t reserved;
  const uint8_t *strong_layout;
  const char *name;
  MethodList *methods;
  ProtocolList *protocols;
  InstanceVariableList *variables;
  const uint8_t *weak_layout;
  void *properties;
};

struct Class {
  Class *isa; // its metaclass
  Class *super;
  ClassInfo *info; // Apple's runtime stores its method cache here
  void *vtable;
  ClassRecord *record;
};

struct Category {
  const char *name;
  Class *extended;
  MethodList *instance_methods;
  MethodList *class_methods;
  ProtocolList *protocols;
  void *properties;
};

} // namespace objc_runtime
