#pragma once
#include <compare>

namespace objc_runtime {

struct MacosVersion {
  int major, minor, patch;
  auto operator<=>(const MacosVersion &) const = default;
};

// The macOS version that the double emulates: TILESCOPE_DOUBLE_MACOS, or 15.5. Read on every call.
MacosVersion PresentVersion();

} // namespace objc_runtime
