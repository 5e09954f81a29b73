#include "device_info.h"

#import <Foundation/Foundation.h>
#import <IOKit/IOKitLib.h>

namespace tilescope {

std::optional<uint32_t> GpuCoreCount(uint64_t registry_id) {
  // The accelerator behind Metal's device. The dictionary is consumed.
  const io_service_t accelerator =
      IOServiceGetMatchingService(kIOMainPortDefault, IORegistryEntryIDMatching(registry_id));
  if (accelerator == IO_OBJECT_NULL)
    return std::nullopt;
  // The count is a property of the driver or of the device-tree node it drives.
  id found = (__bridge_transfer id)(IORegistryEntrySearchCFProperty(
      accelerator, kIOServicePlane, CFSTR("gpu-core-count"), kCFAllocatorDefault,
      kIORegistryIterateRecursively | kIORegistryIterateParents));
  IOObjectRelease(accelerator);
  if (![found isKindOfClass:[NSNumber class]])
    return std::nullopt;
  return static_cast<NSNumber *>(found).unsignedIntValue;
}

} // namespace tilescope
