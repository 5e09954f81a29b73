#pragma once
#include <compare>

namespace objc_runtime {

struct MacosVersion {
  int major, minor, patch;
  auto operator<=>(const MacosVersion &) const = default;
};

// The macOS that the double stands for: TILESCOPE_DOUBLE_MACOS, or 15.5. Read anew each time.
MacosVersion PresentVersion();

} // namespace objc_runtime
