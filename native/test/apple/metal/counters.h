#pragma once
#import <Metal/Metal.h>

#include <functional>

@interface MTLDoubleCounterSampleBuffer : NSObject <MTLCounterSampleBuffer>
// Nil with the error when the descriptor asks for what there is not.
- (instancetype)initWithDevice:(id<MTLDevice>)device
                    descriptor:(MTLCounterSampleBufferDescriptor *)descriptor
                         error:(NSError **)error;
// What takes the time when the GPU comes to it.
- (std::function<void()>)sampleAtIndex:(NSUInteger)index;
@end

namespace metal_double {

// The one set that the double has: time stamps, in nanoseconds.
NSArray<id<MTLCounterSet>> *CounterSets();

} // namespace metal_double
