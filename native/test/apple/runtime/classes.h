#pragma once
#include "abi.h"
#include "selectors.h"

#include <atomic>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace objc_runtime {

// What the runtime adds to a class. Created when the program is loaded and, except for the count, never
// changed, so methods are looked up without a lock.
struct ClassInfo {
  // Own and inherited methods.
  std::unordered_map<Selector, Implementation> methods;
  std::vector<const ProtocolList *> protocols; // own and from categories
  // .cxx_construct from the root class down, .cxx_destruct from the class up.
  std::vector<Implementation> constructors;
  std::vector<Implementation> destructors;
  // False for blocks, constant strings and classes, which have their own reference counting.
  bool counts_references = true;
  std::atomic<int64_t> live{0};
};

// The method that an object implements for a message; null if none.
Implementation FindMethod(const Class *receiver, Selector selector);

bool IsKindOf(const Class *derived, const Class *base);
bool ConformsTo(const Class *object, const char *protocol);

// Calls back with each class's name and number of live objects.
void ForEachClass(const std::function<void(const char *name, int64_t live)> &visit);

} // namespace objc_runtime
