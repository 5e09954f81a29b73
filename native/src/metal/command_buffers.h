#pragma once
#import <Metal/Metal.h>

#include <vector>

namespace tilescope {

// Command buffers that run one after the other, at least one. All but the last
// have been committed already: MPSGraph does so on its way.
using CommandBuffers = std::vector<id<MTLCommandBuffer>>;

} // namespace tilescope
