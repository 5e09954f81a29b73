#pragma once
#import <Metal/Metal.h>

@class MTLDoubleCommandBuffer;

// Executes its command buffers in order, on a thread of its own.
@interface MTLDoubleCommandQueue : NSObject <MTLCommandQueue>
- (instancetype)initWithDevice:(id<MTLDevice>)device;
// Gives the command buffer its place.
- (void)enqueue:(MTLDoubleCommandBuffer *)commands;
// Has everything executed that is committed, and before which nothing is that is not.
- (void)executeCommitted;
@property(readonly) NSArray<id<MTLResidencySet>> *residencySets;
@end
