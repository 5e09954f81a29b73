#include "metal_backend.h"

#include "blas/host_routine.h"
#include "command_buffer_error.h"
#include "device_info.h"
#include "metal/routines/gpu_routine.h"
#include "blas/host_execution.h"
#include "metal_buffer.h"
#include "pass_encoder.h"
#include "pool.h"
#include "probe.h"

namespace tilescope {
namespace {

// How long an execution waits for one that was abandoned. The system stops a command buffer that hangs, but
// not at a predictable time.
constexpr std::chrono::seconds kPatience{2};

// An execution of passes with everything it uses.
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
  // Sweeps compile many kernels, so let the compiler use all cores.
  if ([device respondsToSelector:@selector(setShouldMaximizeConcurrentCompilation:)])
    device.shouldMaximizeConcurrentCompilation = YES;
}

DeviceInfo MetalBackend::Info() {
  InPool([this] { std::call_once(probed_, [this] { Probe(); }); });
  return info_;
}

void MetalBackend::Probe() {
  const std::lock_guard turn(turn_);
  clock_ = EncoderClock::Make(device_);
  const ProbeResult result = RunProbe(queue_, residency_, clock_);
  if (result.simd_width)
    info_.simd_width = *result.simd_width;
  if (!result.clock_works)
    clock_.reset();
  info_.gpu->counter_sampling = clock_.has_value();
  info_.gpu->indirect_encoding = result.indirect_works;
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
  if (abandoned_ && !abandoned_->WaitFor(kPatience))
    throw Error("DEVICE_LOST", "The GPU is still running a command buffer that exceeded its time limit; "
                               "the GPU is unusable until the process restarts");
  abandoned_.reset();
}

Timing MetalBackend::ExecutePasses(const Execution &execution) {
  const auto work = std::make_shared<PassWork>(execution);
  if (execution.encoding == Encoding::kIndirect)
    work->indirect.emplace(device_, execution);
  id<MTLCommandBuffer> commands = NewCommandBuffer(queue_);
  MTLComputePassDescriptor *pass = [MTLComputePassDescriptor computePassDescriptor];
  // Serial: each dispatch waits for the previous one, because passes depend on each other.
  pass.dispatchType = MTLDispatchTypeSerial;
  if (clock_)
    clock_->Attach(pass);
  id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoderWithDescriptor:pass];
  encoder.label = @"passes";
  try {
    work->Encode(encoder);
  } catch (...) {
    [encoder endEncoding]; // releasing an open encoder would end the process
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
    abandoned_ = submission;
    throw Error("TIMED_OUT", "The GPU was still running a command buffer after " +
                                 std::to_string(execution.timeout.count()) + " ms");
  }
  const Timing timing = submission->Finish();
  execution.ThrowIfCancelled(); // a running command buffer cannot be stopped
  return timing;
}

std::optional<std::string> MetalBackend::RoutineReason(const std::string &name) const {
  return InPool([&]() -> std::optional<std::string> {
    const auto gpu_reason = GpuRoutineReason(device_, name);
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
        throw Error("UNSUPPORTED", spec.name + " runs on the CPU, which cannot access private buffers; "
                                               "storage = private: expected shared");
    return MakeHostRoutine(spec);
  });
}

} // namespace tilescope
