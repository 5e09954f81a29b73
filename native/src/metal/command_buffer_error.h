#pragma once
#include "error.h"

#import <Metal/Metal.h>

namespace tilescope {

// The error of a command buffer that failed: TIMED_OUT, OUT_OF_BOUNDS, OUT_OF_MEMORY, DEVICE_LOST,
// STACK_OVERFLOW or COMMAND_BUFFER_FAILED. The message includes the system's description and, if known, the
// encoder at fault and what to do.
Error CommandBufferError(NSError *error);

// A command buffer that records the status of its encoders for that message.
id<MTLCommandBuffer> NewCommandBuffer(id<MTLCommandQueue> queue);

} // namespace tilescope
