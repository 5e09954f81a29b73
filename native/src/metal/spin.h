#pragma once
#include <chrono>

#import <Metal/Metal.h>

namespace tilescope {

// Keeps the whole GPU busy for some time directly before timed work, so that its clock is up when that
// begins. An Apple GPU powers off after an idle time of 2 ms, and sets its clock every 8 ms by how busy it
// was (M1: AsahiLinux/linux, drivers/gpu/drm/asahi/hw, idle-off-delay-ms; arch/arm64/boot/dts/apple/
// t8103.dtsi, power-sample-period).
class Spin {
public:
  explicit Spin(id<MTLCommandQueue> queue) : queue_(queue) {}

  // A command buffer, not yet committed, that takes about as long as `duration`. On the GPU, `next` begins
  // once it has ended: command buffers that share no memory might otherwise overlap. The first call runs the
  // kernel for several times as long to measure it. Throws PIPELINE_FAILED and the errors of
  // CommandBufferError.
  id<MTLCommandBuffer> Before(id<MTLCommandBuffer> next, std::chrono::milliseconds duration);

private:
  void Prepare();
  id<MTLCommandBuffer> Encode(uint32_t steps) const;
  // Nanoseconds.
  double Run(uint32_t steps) const;
  double MeasureStep(double duration_ns) const;

  const id<MTLCommandQueue> queue_;
  id<MTLComputePipelineState> pipeline_;
  id<MTLBuffer> out_;
  id<MTLEvent> ended_; // its value is the number of those that have ended
  uint64_t count_ = 0;
  double step_ns_ = 0; // 0: not yet measured
};

} // namespace tilescope
