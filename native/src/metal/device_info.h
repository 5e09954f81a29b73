#pragma once
#include "backend.h"

#import <Metal/Metal.h>

namespace tilescope {

// What Metal and the system report about a GPU. simd_width, counter_sampling and indirect_encoding are
// defaults until dispatches have been probed.
DeviceInfo DescribeDevice(id<MTLDevice> device);

// From the IORegistry; nothing if it is not listed there.
std::optional<uint32_t> GpuCoreCount(uint64_t registry_id);

} // namespace tilescope
