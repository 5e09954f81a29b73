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
  if (@available(macOS 27.0, *))
    versions.push_back({4, 1});
  return versions;
}

std::string ToText(const LanguageVersion &version) {
  return std::to_string(version.major) + "." + std::to_string(version.minor);
}

} // namespace

MTLLanguageVersion ToMetal(const LanguageVersion &wanted) {
  std::string available;
  for (const LanguageVersion &version : AvailableVersions()) {
    // Computed as Metal numbers versions, because older SDKs have no names for newer ones.
    if (version.major == wanted.major && version.minor == wanted.minor)
      return static_cast<MTLLanguageVersion>((version.major << 16) + version.minor);
    available += (available.empty() ? "" : ", ") + ToText(version);
  }
  throw Error("UNSUPPORTED",
              "This system does not support MSL " + ToText(wanted) + "; available: " + available);
}

} // namespace tilescope
