#pragma once
#include "encoder_clock.h"
#include "residency.h"

namespace tilescope {

struct ProbeResult {
  std::optional<uint32_t> simd_width; // nothing if the kernel could not be prepared
  bool clock_works = false;
  bool indirect_works = false;
};

// Runs a small kernel on the queue, directly and through an indirect command buffer, and inspects the
// results: a device may report counters whose timestamps are nevertheless zero, or lack what its family has.
ProbeResult RunProbe(id<MTLCommandQueue> queue, const std::shared_ptr<Residency> &residency,
                     std::optional<EncoderClock> &clock);

} // namespace tilescope
