#include "counters.h"

#include "../faults.h"
#include "errors.h"
#include "gpu.h"
#include "validation.h"

#include <memory>
#include <vector>

using namespace metal_double;

MTLCommonCounter const MTLCommonCounterTimestamp = @"GPUTimestamp";
MTLCommonCounterSet const MTLCommonCounterSetTimestamp = @"timestamp";

@interface MTLDoubleCounter : NSObject <MTLCounter>
@end
@implementation MTLDoubleCounter
- (NSString *)name {
  return MTLCommonCounterTimestamp;
}
@end

@interface MTLDoubleCounterSet : NSObject <MTLCounterSet>
@end
@implementation MTLDoubleCounterSet
- (NSString *)name {
  return MTLCommonCounterSetTimestamp;
}
- (NSArray<id<MTLCounter>> *)counters {
  return @[ [MTLDoubleCounter new] ];
}
@end

NSArray<id<MTLCounterSet>> *metal_double::CounterSets() { return @[ [MTLDoubleCounterSet new] ]; }

@implementation MTLDoubleCounterSampleBuffer {
  std::shared_ptr<std::vector<MTLCounterResultTimestamp>> _samples;
}
@synthesize device = _device, label = _label;

- (instancetype)initWithDevice:(id<MTLDevice>)device
                    descriptor:(MTLCounterSampleBufferDescriptor *)descriptor
                         error:(NSError **)error {
  _device = device;
  _label = [descriptor.label copy];
  if (![descriptor.counterSet.name isEqualToString:MTLCommonCounterSetTimestamp] ||
      descriptor.sampleCount == 0 || descriptor.storageMode != MTLStorageModeShared)
    return Refuse(error, MakeError(MTLCounterErrorDomain, MTLCounterSampleBufferErrorInvalid,
                                   "only timestamps in shared memory can be sampled"));
  const MTLCounterResultTimestamp none = {MTLCounterErrorValue};
  _samples = std::make_shared<std::vector<MTLCounterResultTimestamp>>(descriptor.sampleCount, none);
  return self;
}
- (NSUInteger)sampleCount {
  return _samples->size();
}
- (std::function<void()>)sampleAtIndex:(NSUInteger)index {
  Require(index < self.sampleCount, "-[MTLCounterSampleBuffer sample]",
          "index " + std::to_string(index) + " must be less than " + std::to_string(self.sampleCount));
  return [samples = _samples, index] { (*samples)[index].timestamp = NowNanoseconds(); };
}
- (NSData *)resolveCounterRange:(NSRange)range {
  Require(NSMaxRange(range) <= self.sampleCount, "-[MTLCounterSampleBuffer resolveCounterRange:]",
          "the range exceeds the samples");
  std::vector<MTLCounterResultTimestamp> resolved(_samples->begin() + static_cast<ptrdiff_t>(range.location),
                                                  _samples->begin() +
                                                      static_cast<ptrdiff_t>(NSMaxRange(range)));
  if (faults::Strikes(faults::Name::kCountersZero))
    std::fill(resolved.begin(), resolved.end(), MTLCounterResultTimestamp{0});
  return [NSData dataWithBytes:resolved.data() length:resolved.size() * sizeof resolved[0]];
}
@end
