#pragma once
#include "backend.h"

#import <Metal/Metal.h>

namespace tilescope {

// What Metal and the system say of a GPU, but for what only a dispatch tells:
// simd_width, and whether counters work.
DeviceInfo DescribeDevice(id<MTLDevice> device);

// From the IORegistry; nothing where that does not say.
std::optional<uint32_t> GpuCoreCount(uint64_t registry_id);

} // namespace tilescope
