#pragma once
#include "passes.h"

#import <Metal/Metal.h>

@class MTLDoubleCommandQueue;

@interface MTLDoubleCommandBuffer : NSObject <MTLCommandBuffer>
- (instancetype)initWithQueue:(MTLDoubleCommandQueue *)queue
                   descriptor:(MTLCommandBufferDescriptor *)descriptor;

// For encoders, of which only one may be open at a time. Both end the process for what Metal forbids.
- (void)openEncoder:(const char *)where;
- (void)closeEncoderWithPass:(metal_double::Pass)pass;
@property(readonly) metal_double::Uses &uses;

// Whether the GPU may access the buffer without useResource, because a residency set of the command buffer or
// of its queue contains it.
- (BOOL)residencySetsHold:(id<MTLBuffer>)buffer;

// Called on the queue's thread.
- (void)execute;
@end
