#pragma once
#include "cpu/buffer.h"

#import <Metal/Metal.h>

#include <memory>

// Host memory; a kernel that accesses memory outside it faults.
@interface MTLDoubleBuffer : NSObject <MTLBuffer>
// Nil if there is not enough memory.
- (instancetype)initWithDevice:(id<MTLDevice>)device
                        length:(NSUInteger)length
                       options:(MTLResourceOptions)options;
// Regardless of the storage mode.
@property(readonly) std::shared_ptr<tilescope::CpuBuffer> memory;
// Total of all live buffers.
@property(class, readonly) NSUInteger totalBytes;
@end
