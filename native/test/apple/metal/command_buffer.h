#pragma once
#include "passes.h"

#import <Metal/Metal.h>

@class MTLDoubleCommandQueue;

@interface MTLDoubleCommandBuffer : NSObject <MTLCommandBuffer>
- (instancetype)initWithQueue:(MTLDoubleCommandQueue *)queue
                   descriptor:(MTLCommandBufferDescriptor *)descriptor;

// For encoders, of which one is open at a time. Both end the process where Metal does not allow it.
- (void)openEncoder:(const char *)where;
- (void)closeEncoderWithPass:(metal_double::Pass)pass;
@property(readonly) metal_double::Uses &uses;

// Whether the GPU may touch the buffer without an encoder's leave, since a residency set of the command
// buffer or of its queue holds it.
- (BOOL)residencySetsHold:(id<MTLBuffer>)buffer;

// On the queue's thread.
- (void)execute;
@end
