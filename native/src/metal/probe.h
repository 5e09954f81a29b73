#pragma once
#include "encoder_clock.h"

namespace tilescope {

struct ProbeResult {
  std::optional<uint32_t> simd_width; // nothing if the kernel could not be prepared
  bool clock_works = false;
};

// Runs the kernel of NewSpinPipeline() on the queue and inspects the result: a device may report counters
// whose timestamps are nevertheless zero.
ProbeResult RunProbe(id<MTLCommandQueue> queue, id<MTLComputePipelineState> pipeline,
                     std::optional<EncoderClock> &clock);

} // namespace tilescope
