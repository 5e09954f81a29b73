#pragma once
#include <cstdint>

namespace tilescope {

// The address range of a loaded object: its code, constants and data.
struct ModuleRange {
  uintptr_t start = 0, end = 0;

  bool Contains(const void *address) const {
    const auto at = reinterpret_cast<uintptr_t>(address);
    return at >= start && at < end;
  }
};

// The range of the object that contains `inside`; empty if there is none.
ModuleRange ModuleRangeOf(const void *inside);

} // namespace tilescope
