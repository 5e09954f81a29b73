#include "selectors.h"

#include <mutex>
#include <string>
#include <unordered_set>

namespace objc_runtime {

Selector Intern(const char *name) {
  static auto *const names = new std::unordered_set<std::string>; // outlives the last object
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  return names->insert(name).first->c_str();
}

} // namespace objc_runtime

extern "C" objc_runtime::Selector sel_registerName(const char *name) { return objc_runtime::Intern(name); }
