#pragma once
#include "backend.h"

#import <Metal/Metal.h>

namespace tilescope {

// Timestamps that the GPU takes at the start and end of a compute encoder. For one execution at a time.
class EncoderClock {
public:
  // Nothing if the device has no such counters.
  static std::optional<EncoderClock> Make(id<MTLDevice> device);

  // Makes the encoder created from `pass` take timestamps.
  void Attach(MTLComputePassDescriptor *pass) const;

  // Must be called before the commit: correlates the clocks of CPU and GPU.
  void Start();

  // The nanoseconds between the timestamps, once the command buffer has completed. Nothing if they are
  // invalid or not in order; zero is never valid.
  std::optional<uint64_t> Elapsed() const;

private:
  // CPU time in nanoseconds and GPU time in the GPU's own ticks.
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
