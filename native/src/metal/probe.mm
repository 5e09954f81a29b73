#include "probe.h"

#include "command_buffer_error.h"
#include "encode_and_end.h"
#include "spin_kernel.h"
#include "submission.h"

namespace tilescope {
namespace {

// Enough work for the two timestamps to differ even on the fastest GPU.
constexpr uint32_t kThreads = 1024, kSteps = 4096;

void Run(id<MTLCommandQueue> queue, id<MTLComputePipelineState> pipeline, id<MTLBuffer> out,
         EncoderClock &clock) {
  MTLComputePassDescriptor *pass = [MTLComputePassDescriptor computePassDescriptor];
  clock.Attach(pass);
  id<MTLCommandBuffer> commands = NewCommandBuffer(queue);
  id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoderWithDescriptor:pass];
  EncodeAndEnd(encoder, [&] {
    encoder.label = @"probe";
    EncodeSpin(encoder, pipeline, out, kThreads, kSteps);
  });
  clock.Start();
  CommitAndWait(commands);
}

} // namespace

ProbeResult RunProbe(id<MTLCommandQueue> queue, id<MTLComputePipelineState> pipeline,
                     std::optional<EncoderClock> &clock) {
  id<MTLBuffer> out = [queue.device newBufferWithLength:kThreads * sizeof(uint32_t)
                                                options:MTLResourceStorageModePrivate];
  if (!pipeline || !out)
    return {};
  ProbeResult result{.simd_width = static_cast<uint32_t>(pipeline.threadExecutionWidth)};
  if (!clock)
    return result;
  try {
    Run(queue, pipeline, out, *clock);
    result.clock_works = clock->Elapsed().has_value();
  } catch (const Error &) {
    return result; // the first execution will report the failure
  }
  return result;
}

} // namespace tilescope
