#include "metal_backend.h"

#include "blas/host_routine.h"
#include "command_buffer_error.h"
#include "device_info.h"
#include "gpu_routine.h"
#include "host_execution.h"
#include "metal_buffer.h"
#include "metal_kernel.h"
#include "pass_encoder.h"
#include "pool.h"
#include "probe.h"
#include "sizes.h"

namespace tilescope {
namespace {

// How long an execution waits for one that was given up. The system ends a
// command buffer that hangs, but not at a time that one could rely on.
constexpr std::chrono::seconds kPatience{2};

// An execution of passes, with all that it uses.
struct PassWork {
  Execution execution;
  std::optional<IndirectPasses> indirect;

  void Encode(id<MTLComputeCommandEncoder> encoder) const {
    if (indirect)
      indirect->Encode(encoder, execution);
    else
      EncodeDirect(encoder, execution);
  }
};

std::vector<std::shared_ptr<DeviceBuffer>> BuffersOf(const ProductSpec &spec) {
  return {spec.a, spec.b, spec.c};
}

std::vector<std::shared_ptr<DeviceBuffer>> BuffersOf(const AttentionSpec &spec) {
  return {spec.q, spec.k, spec.v, spec.o};
}

} // namespace

MetalBackend::MetalBackend(id<MTLDevice> device)
    : device_(device), queue_([device newCommandQueue]), residency_(Residency::Make(queue_)),
      info_(DescribeDevice(device)) {
  // Compilers of this machine's cores all at once: sweeps compile many kernels.
  device.shouldMaximizeConcurrentCompilation = YES;
}

DeviceInfo MetalBackend::Info() {
  InPool([this] { std::call_once(probed_, [this] { Probe(); }); });
  return info_;
}

void MetalBackend::Probe() {
  const std::lock_guard turn(turn_);
  clock_ = EncoderClock::Make(device_);
  const ProbeResult result = RunProbe(queue_, clock_);
  if (result.simd_width)
    info_.simd_width = *result.simd_width;
  if (!result.clock_works)
    clock_.reset();
  info_.gpu->counter_sampling = clock_.has_value();
}

std::shared_ptr<DeviceBuffer> MetalBackend::Allocate(size_t size_bytes, Storage storage) {
  return std::make_shared<MetalBuffer>(queue_, residency_, size_bytes, storage);
}

Timing MetalBackend::Execute(const Execution &execution) {
  return InPool([&] {
    const std::lock_guard turn(turn_);
    execution.ThrowIfCancelled();
    const Routine *routine = execution.rotation.front().routine.get();
    if (dynamic_cast<const HostRoutine *>(routine))
      return RunHostRoutines(execution);
    RefuseWhileOccupied();
    return routine ? ExecuteRoutines(execution) : ExecutePasses(execution);
  });
}

void MetalBackend::RefuseWhileOccupied() {
  if (given_up_ && !given_up_->WaitFor(kPatience))
    throw Error("DEVICE_LOST", "the GPU still runs a command buffer that was given up when its time was up; "
                               "nothing else gets onto it until the process starts again");
  given_up_.reset();
}

Timing MetalBackend::ExecutePasses(const Execution &execution) {
  const auto work = std::make_shared<PassWork>(execution);
  if (execution.encoding == Encoding::kIndirect)
    work->indirect.emplace(device_, execution);
  id<MTLCommandBuffer> commands = NewCommandBuffer(queue_);
  MTLComputePassDescriptor *pass = [MTLComputePassDescriptor computePassDescriptor];
  // Serial: each dispatch waits for the one before it, as passes build on one another.
  pass.dispatchType = MTLDispatchTypeSerial;
  if (clock_)
    clock_->Attach(pass);
  id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoderWithDescriptor:pass];
  encoder.label = @"passes";
  try {
    work->Encode(encoder);
  } catch (...) {
    [encoder endEncoding]; // one that is dropped open ends the process
    throw;
  }
  [encoder endEncoding];
  if (clock_)
    clock_->Start();
  Timing timing = Run({commands}, work, {}, execution);
  if (clock_)
    timing.encoder_ns = clock_->Elapsed();
  return timing;
}

Timing MetalBackend::ExecuteRoutines(const Execution &execution) {
  std::vector<GpuRoutine *> routines;
  for (const Work &work : execution.rotation)
    routines.push_back(static_cast<GpuRoutine *>(work.routine.get()));
  for (GpuRoutine *routine : routines)
    routine->Prepare();
  const auto began = Submission::Clock::now();
  CommandBuffers commands = {NewCommandBuffer(queue_)};
  const auto count = static_cast<uint32_t>(routines.size());
  if (count == 1)
    routines.front()->Encode(commands, execution.duplicates);
  for (uint32_t i = 0; count > 1 && i < execution.duplicates; i++)
    routines[i % count]->Encode(commands, 1);
  const Timing timing =
      Run(std::move(commands), std::make_shared<const Execution>(execution), began, execution);
  for (GpuRoutine *routine : routines)
    routine->Finish();
  return timing;
}

Timing MetalBackend::Run(CommandBuffers commands, std::shared_ptr<const void> keep,
                         Submission::Clock::time_point encoding_began, const Execution &execution) {
  execution.ThrowIfCancelled();
  const auto submission = Submission::Commit(std::move(commands), std::move(keep), encoding_began);
  if (!submission->WaitFor(execution.timeout)) {
    given_up_ = submission;
    throw Error("TIMED_OUT", "the GPU was still running a command buffer after " +
                                 std::to_string(execution.timeout.count()) + " ms");
  }
  const Timing timing = submission->Finish();
  execution.ThrowIfCancelled(); // a command buffer that runs cannot be stopped
  return timing;
}

std::optional<std::string> MetalBackend::RoutineReason(const std::string &name) const {
  return InPool([&]() -> std::optional<std::string> {
    const auto gpu_reason = GpuRoutineReason(name);
    return gpu_reason && !HostRoutineReason(name) ? std::nullopt : gpu_reason;
  });
}

std::shared_ptr<Routine> MetalBackend::MakeRoutine(const RoutineSpec &spec) {
  return InPool([&]() -> std::shared_ptr<Routine> {
    if (HostRoutineReason(spec.name))
      return MakeGpuRoutine(device_, spec);
    const auto buffers = std::visit([](const auto &problem) { return BuffersOf(problem); }, spec.problem);
    for (const auto &buffer : buffers)
      if (!buffer->Data())
        throw Error("UNSUPPORTED", spec.name + " runs on the processor, which does not see private buffers; "
                                               "storage can only be 'shared'");
    return MakeHostRoutine(spec);
  });
}

} // namespace tilescope
