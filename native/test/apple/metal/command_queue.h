#pragma once
#import <Metal/Metal.h>

@class MTLDoubleCommandBuffer;

// Executes its command buffers in order on its own thread.
@interface MTLDoubleCommandQueue : NSObject <MTLCommandQueue>
- (instancetype)initWithDevice:(id<MTLDevice>)device;
// Assigns the command buffer its place in the queue.
- (void)enqueue:(MTLDoubleCommandBuffer *)commands;
// Executes all command buffers that are committed and preceded only by committed ones.
- (void)executeCommitted;
@property(readonly) NSArray<id<MTLResidencySet>> *residencySets;
@end
