#pragma once
#include "../metal/host_work.h"

#import <MetalPerformanceShaders/MPSCommandBuffer.h>

// The command buffer that work goes into: that of Metal within a wrapper of MPS.
id<MTLCommandBuffer> RootCommandBuffer(id<MTLCommandBuffer> commands);
