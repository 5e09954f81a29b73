#pragma once
#include "abi.h"
#include "selectors.h"

#include <atomic>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace objc_runtime {

// What the runtime adds to a class. It is made when the program is loaded and, but for the count, never
// changes: so methods are looked up without a lock.
struct ClassInfo {
  // Its own and those that it inherits.
  std::unordered_map<Selector, Implementation> methods;
  std::vector<const ProtocolList *> protocols; // its own and its categories'
  // .cxx_construct from the root down, .cxx_destruct from the class up.
  std::vector<Implementation> constructors;
  std::vector<Implementation> destructors;
  // False of blocks, constant strings and classes, which count their references in their own way.
  bool counts_references = true;
  std::atomic<int64_t> live{0};
};

// The method that an object answers a message with; null: none.
Implementation FindMethod(const Class *receiver, Selector selector);

bool IsKindOf(const Class *derived, const Class *base);
bool ConformsTo(const Class *object, const char *protocol);

// Calls back with the name of each class and how many of its objects there are.
void ForEachClass(const std::function<void(const char *name, int64_t live)> &visit);

} // namespace objc_runtime
