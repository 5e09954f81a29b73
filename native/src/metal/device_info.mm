#include "device_info.h"

#include "text.h"

#include <sys/sysctl.h>

namespace tilescope {
namespace {

struct Family {
  int number; // of MTLGPUFamily; older SDKs have no names for newer families
  const char *name;
};

// Newest first: each supports everything the older ones do.
constexpr Family kAppleFamilies[] = {{1010, "Apple10"}, {1009, "Apple9"}, {1008, "Apple8"}, {1007, "Apple7"}};
constexpr Family kMetalVersions[] = {{5002, "Metal 4"}, {5001, "Metal 3"}};

template <size_t count>
std::optional<std::string> Newest(id<MTLDevice> device, const Family (&families)[count]) {
  for (const Family &family : families)
    if ([device supportsFamily:static_cast<MTLGPUFamily>(family.number)])
      return family.name;
  return std::nullopt;
}

std::optional<std::string> OsBuild() {
  char build[64];
  size_t bytes = sizeof build;
  if (sysctlbyname("kern.osversion", build, &bytes, nullptr, 0) != 0)
    return std::nullopt;
  return build;
}

// True of all Apple GPUs so far; replaced by the result of a probe.
constexpr uint32_t kDefaultSimdWidth = 32;

} // namespace

DeviceInfo DescribeDevice(id<MTLDevice> device) {
  return {.name = ToStd(device.name),
          .threads = {},
          .simd_width = kDefaultSimdWidth,
          .max_threads_per_threadgroup = static_cast<uint32_t>(device.maxThreadsPerThreadgroup.width),
          .max_threadgroup_bytes = static_cast<uint32_t>(device.maxThreadgroupMemoryLength),
          .gpu = GpuInfo{.family = Newest(device, kAppleFamilies),
                         .metal = Newest(device, kMetalVersions),
                         .unified_memory = static_cast<bool>(device.hasUnifiedMemory),
                         .working_set_bytes = device.recommendedMaxWorkingSetSize,
                         .core_count = GpuCoreCount(device.registryID),
                         .os_build = OsBuild(),
                         .counter_sampling = false}};
}

} // namespace tilescope
