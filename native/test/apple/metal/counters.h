#pragma once
#import <Metal/Metal.h>

#include <functional>

@interface MTLDoubleCounterSampleBuffer : NSObject <MTLCounterSampleBuffer>
// Nil with the error if the descriptor requests something unsupported.
- (instancetype)initWithDevice:(id<MTLDevice>)device
                    descriptor:(MTLCounterSampleBufferDescriptor *)descriptor
                         error:(NSError **)error;
// A step that records the time when the GPU reaches it.
- (std::function<void()>)sampleAtIndex:(NSUInteger)index;
@end

namespace metal_double {

// The double's only counter set: timestamps in nanoseconds.
NSArray<id<MTLCounterSet>> *CounterSets();

} // namespace metal_double
