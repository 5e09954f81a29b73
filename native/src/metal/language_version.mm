#include "language_version.h"

namespace tilescope {
namespace {

std::vector<LanguageVersion> AvailableVersions() {
  std::vector<LanguageVersion> versions = {{3, 0}};
  if (@available(macOS 14.0, *))
    versions.push_back({3, 1});
  if (@available(macOS 15.0, *))
    versions.push_back({3, 2});
  if (@available(macOS 26.0, *))
    versions.push_back({4, 0});
  return versions;
}

std::string ToText(const LanguageVersion &version) {
  return std::to_string(version.major) + "." + std::to_string(version.minor);
}

} // namespace

MTLLanguageVersion ToMetal(const LanguageVersion &wanted) {
  std::string available;
  for (const LanguageVersion &version : AvailableVersions()) {
    // As Metal numbers them; a version that the SDK does not know has no name to write here.
    if (version.major == wanted.major && version.minor == wanted.minor)
      return static_cast<MTLLanguageVersion>((version.major << 16) + version.minor);
    available += (available.empty() ? "" : ", ") + ToText(version);
  }
  throw Error("UNSUPPORTED", "this system has no MSL " + ToText(wanted) + "; it has: " + available);
}

} // namespace tilescope
