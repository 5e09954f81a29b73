#pragma once
#include "encoder_clock.h"

namespace tilescope {

struct ProbeResult {
  std::optional<uint32_t> simd_width; // nothing when no kernel would run
  bool clock_works = false;
};

// Runs a small kernel on the queue and looks at what comes back: a device may
// say that it has counters whose stamps are zero all the same.
ProbeResult RunProbe(id<MTLCommandQueue> queue, std::optional<EncoderClock> &clock);

} // namespace tilescope
