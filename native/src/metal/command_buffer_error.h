#pragma once
#include "error.h"

#import <Metal/Metal.h>

namespace tilescope {

// The error of a command buffer that failed: TIMED_OUT, OUT_OF_BOUNDS,
// OUT_OF_MEMORY, DEVICE_LOST, STACK_OVERFLOW or COMMAND_BUFFER_FAILED. The
// message says what the system says, and which encoder was at fault where
// that is known.
Error CommandBufferError(NSError *error);

// A command buffer that records what is needed for that.
id<MTLCommandBuffer> NewCommandBuffer(id<MTLCommandQueue> queue);

} // namespace tilescope
