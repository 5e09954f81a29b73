#pragma once
#import <Metal/Metal.h>

@class MTLDoubleCommandBuffer;

// Executes its command buffers in order on its own thread.
@interface MTLDoubleCommandQueue : NSObject <MTLCommandQueue>
// With `count` uncompleted command buffers, the next one is made only when one of them has completed.
- (instancetype)initWithDevice:(id<MTLDevice>)device count:(NSUInteger)count;
// A command buffer has completed, or was released instead.
- (void)forgetOne;
// Assigns the command buffer its place in the queue.
- (void)enqueue:(MTLDoubleCommandBuffer *)commands;
// Executes all command buffers that are committed and preceded only by committed ones.
- (void)executeCommitted;
@property(readonly) NSArray<id<MTLResidencySet>> *residencySets;
@end
