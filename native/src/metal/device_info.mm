#include "device_info.h"

#include "text.h"

#include <sys/sysctl.h>

namespace tilescope {
namespace {

bool Supports(id<MTLDevice> device, int family) {
  return [device supportsFamily:static_cast<MTLGPUFamily>(family)];
}

// MTLGPUFamilyApple1 is 1001 and so on. Computed, because SDKs have no names for families that are newer;
// none of the next years is beyond the last one asked for.
std::optional<std::string> AppleFamily(id<MTLDevice> device) {
  constexpr int kBase = 1000, kLast = 30;
  for (int number = kLast; number > 0; number--)
    if (Supports(device, kBase + number))
      return "Apple" + std::to_string(number);
  return std::nullopt;
}

// MTLGPUFamilyMetal3 is 5001 and so on.
std::optional<std::string> MetalVersion(id<MTLDevice> device) {
  constexpr int kBase = 4998, kFirst = 3, kLast = 9;
  for (int number = kLast; number >= kFirst; number--)
    if (Supports(device, kBase + number))
      return "Metal " + std::to_string(number);
  return std::nullopt;
}

std::optional<std::string> OsBuild() {
  char build[64];
  size_t bytes = sizeof build;
  if (sysctlbyname("kern.osversion", build, &bytes, nullptr, 0) != 0)
    return std::nullopt;
  return build;
}

std::optional<uint32_t> ConcurrentCompilations(id<MTLDevice> device) {
  if (@available(macOS 13.3, *))
    return static_cast<uint32_t>(device.maximumConcurrentCompilationTaskCount);
  return std::nullopt;
}

// MetalPerformancePrimitives: before, matmul2d has no products of bfloat.
std::optional<std::string> BfloatTensorsNeed() {
  if (@available(macOS 26.1, *))
    return std::nullopt;
  return "macOS 26.1 or later";
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
          .gpu = GpuInfo{.family = AppleFamily(device),
                         .metal = MetalVersion(device),
                         .unified_memory = static_cast<bool>(device.hasUnifiedMemory),
                         .working_set_bytes = device.recommendedMaxWorkingSetSize,
                         .core_count = GpuCoreCount(device.registryID),
                         .os_build = OsBuild(),
                         .counter_sampling = false,
                         .indirect_encoding = false,
                         .tensors_need = {},
                         .bfloat_tensors_need = BfloatTensorsNeed(),
                         .concurrent_compilations = ConcurrentCompilations(device)}};
}

} // namespace tilescope
