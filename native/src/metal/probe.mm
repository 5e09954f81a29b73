#include "probe.h"

#include "command_buffer_error.h"
#include "encode_and_end.h"
#include "metal/compile/metal_kernel.h"
#include "metal_buffer.h"
#include "pass_encoder.h"
#include "spin_kernel.h"
#include "submission.h"

namespace tilescope {
namespace {

// Enough work for the two timestamps to differ even on the fastest GPU.
constexpr uint32_t kThreads = 1024, kSteps = 4096;

id<MTLComputePipelineState> NewPipeline(id<MTLDevice> device, id<MTLFunction> function, bool indirect) {
  MTLComputePipelineDescriptor *descriptor = [[MTLComputePipelineDescriptor alloc] init];
  descriptor.computeFunction = function;
  descriptor.supportIndirectCommandBuffers = indirect;
  return [device newComputePipelineStateWithDescriptor:descriptor
                                               options:MTLPipelineOptionNone
                                            reflection:nil
                                                 error:nil];
}

// What the kernel runs with.
struct Trial {
  id<MTLCommandQueue> queue;
  std::shared_ptr<Residency> residency;
  id<MTLFunction> function;
};

Execution ExecutionOf(id<MTLComputePipelineState> pipeline, std::shared_ptr<DeviceBuffer> out) {
  Execution execution{};
  execution.rotation.push_back({.dispatches = {{.kernel = std::make_shared<MetalKernel>(pipeline),
                                                .buffers = {{.index = 0, .buffer = std::move(out)}},
                                                .words = {{.index = 1, .words = {kSteps}}},
                                                .threadgroup_memory = {},
                                                .grid_threads = {kThreads, 1, 1},
                                                .threads_per_threadgroup = {256, 1, 1}}},
                                .routine = nullptr});
  execution.duplicates = 1;
  execution.cancelled = std::make_shared<CancelFlag>(false);
  return execution;
}

// Whether the kernel computes what it should. `encode` gets the encoder and what to encode.
template <class Encode>
bool Computes(const Trial &trial, id<MTLComputePipelineState> pipeline, MTLComputePassDescriptor *pass,
              const Encode &encode) {
  const auto out = std::make_shared<MetalBuffer>(trial.queue, trial.residency, kThreads * sizeof(uint32_t),
                                                 Storage::kShared);
  const Execution execution = ExecutionOf(pipeline, out);
  id<MTLCommandBuffer> commands = NewCommandBuffer(trial.queue);
  id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoderWithDescriptor:pass];
  EncodeAndEnd(encoder, [&] {
    encoder.label = @"probe";
    encode(encoder, execution);
  });
  CommitAndWait(commands);
  uint32_t expected = kThreads - 1, last;
  for (uint32_t step = 0; step < kSteps; step++)
    expected = expected * 1664525u + 1013904223u;
  out->Read((kThreads - 1) * sizeof last, std::as_writable_bytes(std::span(&last, 1)));
  return last == expected;
}

bool ClockWorks(const Trial &trial, id<MTLComputePipelineState> pipeline, EncoderClock &clock) {
  MTLComputePassDescriptor *pass = [MTLComputePassDescriptor computePassDescriptor];
  clock.Attach(pass);
  return Computes(trial, pipeline, pass,
                  [&](id<MTLComputeCommandEncoder> encoder, const Execution &execution) {
                    EncodeDirect(encoder, execution, {0, 1});
                    clock.Start();
                  }) &&
         clock.Elapsed();
}

// The families that have indirect command buffers for compute by the Metal feature set tables: Apple3 and
// Mac2. The class of a virtual GPU may lack the method all the same.
bool HasIndirectCommands(id<MTLDevice> device) {
  return ([device supportsFamily:MTLGPUFamilyApple3] || [device supportsFamily:MTLGPUFamilyMac2]) &&
         [device respondsToSelector:@selector(newIndirectCommandBufferWithDescriptor:
                                                                     maxCommandCount:options:)];
}

bool IndirectWorks(const Trial &trial) {
  id<MTLDevice> device = trial.queue.device;
  id<MTLComputePipelineState> pipeline =
      HasIndirectCommands(device) ? NewPipeline(device, trial.function, true) : nil;
  std::optional<IndirectPasses> passes; // what the commands use must live until they have run
  return pipeline && Computes(trial, pipeline, [MTLComputePassDescriptor computePassDescriptor],
                              [&](id<MTLComputeCommandEncoder> encoder, const Execution &execution) {
                                passes.emplace(device, execution).Encode(encoder, execution, {0, 1});
                              });
}

// Whatever is thrown, also by Objective-C, means that the GPU cannot do it. If it is the GPU that fails, the
// first execution will report it.
template <class Work> bool Succeeds(const Work &work) {
  try {
    return work();
  } catch (...) {
    return false;
  }
}

} // namespace

ProbeResult RunProbe(id<MTLCommandQueue> queue, const std::shared_ptr<Residency> &residency,
                     std::optional<EncoderClock> &clock) {
  const Trial trial{queue, residency, NewSpinFunction(queue.device)};
  id<MTLComputePipelineState> pipeline =
      trial.function ? NewPipeline(queue.device, trial.function, false) : nil;
  if (!pipeline)
    return {};
  return {.simd_width = static_cast<uint32_t>(pipeline.threadExecutionWidth),
          .clock_works = clock && Succeeds([&] { return ClockWorks(trial, pipeline, *clock); }),
          .indirect_works = Succeeds([&] { return IndirectWorks(trial); })};
}

} // namespace tilescope
