#pragma once
#include "backend.h"

#import <Metal/Metal.h>

namespace tilescope {

// Time stamps that the GPU takes at the edges of a compute encoder. For one
// execution at a time.
class EncoderClock {
public:
  // Nothing where the device has no such counters.
  static std::optional<EncoderClock> Make(id<MTLDevice> device);

  // Has the stamps taken at the start and end of the encoder that is made so.
  void Attach(MTLComputePassDescriptor *pass) const;

  // To be called before the commit: how processor and GPU count time.
  void Start();

  // Once the command buffer has ended: the nanoseconds between the stamps;
  // nothing when they are no times, or not in order. Zero is never a time.
  std::optional<uint64_t> Elapsed() const;

private:
  // Of the processor, in nanoseconds, and of the GPU, in ticks of its own.
  struct Instant {
    MTLTimestamp cpu = 0, gpu = 0;
  };

  EncoderClock(id<MTLDevice> device, id<MTLCounterSampleBuffer> stamps) : device_(device), stamps_(stamps) {}
  Instant Now() const;

  id<MTLDevice> device_;
  id<MTLCounterSampleBuffer> stamps_;
  Instant start_;
};

} // namespace tilescope
