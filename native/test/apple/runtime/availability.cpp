// The implementation of @available; see include/Availability.h.
#include "availability.h"

#include <cstdio>
#include <cstdlib>

namespace objc_runtime {

MacosVersion PresentVersion() {
  const char *given = std::getenv("TILESCOPE_DOUBLE_MACOS");
  MacosVersion version{0, 0, 0};
  const char *text = given ? given : "15.5";
  if (std::sscanf(text, "%d.%d.%d", &version.major, &version.minor, &version.patch) < 1) {
    std::fprintf(stderr, "TILESCOPE_DOUBLE_MACOS = %s: expected a version such as 15.5\n", text);
    std::abort();
  }
  return version;
}

} // namespace objc_runtime

extern "C" bool TilescopeDoubleMacosIsAtLeast(const char *platform_and_version) {
  objc_runtime::MacosVersion asked{0, 0, 0};
  // Versions of other platforms do not apply; as on a Mac, * decides.
  if (std::sscanf(platform_and_version, "macOS %d.%d.%d", &asked.major, &asked.minor, &asked.patch) < 1)
    return true;
  return objc_runtime::PresentVersion() >= asked;
}
