#include "../faults.h"
#include "counters.h"
#include "device.h"
#include "gpu.h"
#include "indirect.h"
#include "residency_set.h"

using namespace metal_double;

@implementation MTLDoubleMetal3Device
- (id<MTLIndirectCommandBuffer>)newIndirectCommandBufferWithDescriptor:
                                    (MTLIndirectCommandBufferDescriptor *)descriptor
                                                       maxCommandCount:(NSUInteger)maxCount
                                                               options:(MTLResourceOptions)options {
  if (faults::Strikes(faults::Name::kOutOfMemory))
    return nil;
  return [[MTLDoubleIndirectCommandBuffer alloc] initWithDevice:self
                                                     descriptor:descriptor
                                                          count:maxCount
                                                        options:options];
}
- (id<MTLResidencySet>)newResidencySetWithDescriptor:(MTLResidencySetDescriptor *)desc
                                               error:(NSError **)error {
  return [[MTLDoubleResidencySet alloc] initWithDevice:self descriptor:desc];
}

- (NSArray<id<MTLCounterSet>> *)counterSets {
  return CounterSets();
}
- (BOOL)supportsCounterSampling:(MTLCounterSamplingPoint)samplingPoint {
  return samplingPoint == MTLCounterSamplingPointAtStageBoundary;
}
- (id<MTLCounterSampleBuffer>)newCounterSampleBufferWithDescriptor:
                                  (MTLCounterSampleBufferDescriptor *)descriptor
                                                             error:(NSError **)error {
  return [[MTLDoubleCounterSampleBuffer alloc] initWithDevice:self descriptor:descriptor error:error];
}
- (void)sampleTimestamps:(MTLTimestamp *)cpuTimestamp gpuTimestamp:(MTLTimestamp *)gpuTimestamp {
  *cpuTimestamp = *gpuTimestamp = NowNanoseconds();
}
@end
