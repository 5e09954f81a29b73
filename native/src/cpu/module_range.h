#pragma once
#include <cstdint>

namespace tilescope {

// Where a loaded object lies: its code, constants and data.
struct ModuleRange {
  uintptr_t start = 0, end = 0;

  bool Contains(const void *address) const {
    const auto at = reinterpret_cast<uintptr_t>(address);
    return at >= start && at < end;
  }
};

// Of the object that `inside` is in; empty when it is in none.
ModuleRange ModuleRangeOf(const void *inside);

} // namespace tilescope
