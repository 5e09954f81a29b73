#pragma once
#import <Metal/Metal.h>

#include <vector>

namespace tilescope {

// One or more command buffers that run in order. All but the last have already been committed by MPSGraph.
using CommandBuffers = std::vector<id<MTLCommandBuffer>>;

} // namespace tilescope
