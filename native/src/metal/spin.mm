#include "spin.h"

#include "command_buffer_error.h"
#include "encode_and_end.h"
#include "error.h"
#include "spin_kernel.h"
#include "submission.h"

#include <algorithm>

namespace tilescope {
namespace {

// Several for each ALU of the largest Apple GPU, which has 80 cores of 128.
constexpr uint32_t kThreads = 1 << 16;
constexpr uint32_t kFewestSteps = 64, kMostSteps = 1 << 26;
// The fastest is taken, because the clock may still be rising.
constexpr int kTrials = 3;

} // namespace

void Spin::Prepare() {
  id<MTLDevice> device = queue_.device;
  if (!pipeline_)
    pipeline_ = NewSpinPipeline(device);
  if (!out_)
    out_ = [device newBufferWithLength:kThreads * sizeof(uint32_t) options:MTLResourceStorageModePrivate];
  if (!ended_)
    ended_ = [device newEvent];
  if (!pipeline_ || !out_ || !ended_)
    throw Error("PIPELINE_FAILED",
                "The kernel that keeps the GPU busy before a sample could not be prepared");
}

id<MTLCommandBuffer> Spin::Before(id<MTLCommandBuffer> next, std::chrono::milliseconds duration) {
  Prepare();
  const double duration_ns = std::chrono::duration<double, std::nano>(duration).count();
  if (step_ns_ == 0)
    step_ns_ = MeasureStep(duration_ns);
  id<MTLCommandBuffer> commands =
      Encode(static_cast<uint32_t>(std::clamp<double>(duration_ns / step_ns_, 1, kMostSteps)));
  [commands encodeSignalEvent:ended_ value:++count_];
  [next encodeWaitForEvent:ended_ value:count_];
  return commands;
}

double Spin::MeasureStep(double duration_ns) const {
  uint32_t steps = kFewestSteps;
  double best = Run(steps);
  while (best < duration_ns / 2 && steps < kMostSteps)
    best = Run(steps *= 2);
  for (int trial = 1; trial < kTrials; trial++)
    best = std::min(best, Run(steps));
  return best / steps;
}

double Spin::Run(uint32_t steps) const {
  const Timing timing = CommitAndWait(Encode(steps));
  return static_cast<double>(timing.gpu_ns.value_or(timing.wall_ns));
}

id<MTLCommandBuffer> Spin::Encode(uint32_t steps) const {
  id<MTLCommandBuffer> commands = NewCommandBuffer(queue_);
  id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoder];
  EncodeAndEnd(encoder, [&] {
    encoder.label = @"spin";
    EncodeSpin(encoder, pipeline_, out_, kThreads, steps);
  });
  return commands;
}

} // namespace tilescope
