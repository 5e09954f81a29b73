#include <sys/sysctl.h>

#include "../runtime/availability.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

// The names that the backend queries. The build number identifies the double, so that no run is mistaken for
// one on a Mac.
extern "C" int sysctlbyname(const char *name, void *oldp, size_t *oldlenp, void *, size_t) {
  const std::string_view asked = name;
  std::string answer;
  if (asked == "kern.osversion") {
    answer = "double";
  } else if (asked == "kern.osproductversion") {
    const objc_runtime::MacosVersion version = objc_runtime::PresentVersion();
    answer = std::to_string(version.major) + "." + std::to_string(version.minor);
  } else {
    errno = ENOENT;
    return -1;
  }
  const size_t bytes = answer.size() + 1;
  if (oldp && *oldlenp < bytes) {
    errno = ENOMEM;
    return -1;
  }
  if (oldp)
    std::memcpy(oldp, answer.c_str(), bytes);
  *oldlenp = bytes;
  return 0;
}
