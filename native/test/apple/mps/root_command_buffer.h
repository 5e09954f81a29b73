#pragma once
#include "../metal/host_work.h"

#import <MetalPerformanceShaders/MPSCommandBuffer.h>

// The command buffer that receives the work: Metal's own, inside MPS's wrapper.
id<MTLCommandBuffer> RootCommandBuffer(id<MTLCommandBuffer> commands);
