#pragma once
#include "backend.h"

#import <Metal/Metal.h>

namespace tilescope {

// What Metal and the system report about a GPU. simd_width and counter_sampling are defaults until a dispatch
// has been probed.
DeviceInfo DescribeDevice(id<MTLDevice> device);

// From the IORegistry; nothing if it is not listed there.
std::optional<uint32_t> GpuCoreCount(uint64_t registry_id);

} // namespace tilescope
