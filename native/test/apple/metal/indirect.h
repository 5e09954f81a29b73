#pragma once
#include "bindings.h"

#include <functional>

@interface MTLDoubleIndirectCommandBuffer : NSObject <MTLIndirectCommandBuffer>
- (instancetype)initWithDevice:(id<MTLDevice>)device
                    descriptor:(MTLIndirectCommandBufferDescriptor *)descriptor
                         count:(NSUInteger)count
                       options:(MTLResourceOptions)options;
// Runs the commands as they are now. Throws OUT_OF_BOUNDS if one refers to memory that is not resident.
- (void)executeRange:(NSRange)range
          inheriting:(const metal_double::Bindings &)inherited
          isResident:(const std::function<bool(MTLDoubleBuffer *)> &)isResident;
@end
