#pragma once
#include "cpu/buffer.h"

#import <Metal/Metal.h>

#include <memory>

// Memory of the processor; a kernel that leaves it faults.
@interface MTLDoubleBuffer : NSObject <MTLBuffer>
// Nil when there is no memory.
- (instancetype)initWithDevice:(id<MTLDevice>)device
                        length:(NSUInteger)length
                       options:(MTLResourceOptions)options;
// Whatever the storage mode.
@property(readonly) std::shared_ptr<tilescope::CpuBuffer> memory;
// Of all buffers there are.
@property(class, readonly) NSUInteger totalBytes;
@end
