#include "metal_backend.h"

#include "blas/host_routine.h"
#include "command_buffer_error.h"
#include "device_info.h"
#include "encode_and_end.h"
#include "metal/routines/gpu_routine.h"
#include "blas/host_execution.h"
#include "metal_buffer.h"
#include "pool.h"
#include "probe.h"
#include "tensor_probe.h"

namespace tilescope {
namespace {

// How long an execution waits for one that was abandoned. The system stops a command buffer that hangs, but
// not at a predictable time.
constexpr std::chrono::seconds kPatience{2};
// How many command buffers may remain when the next one is encoded: the GPU always has work, a cancellation
// takes effect soon, and the 64 that a queue allows are not reached. Those that MPSGraph commits by itself
// come on top; it waits if the queue has no more.
constexpr size_t kAhead = 1;

// An execution of passes with everything it uses.
struct PassWork {
  Execution execution;
  std::optional<IndirectPasses> indirect;

  void Encode(id<MTLComputeCommandEncoder> encoder, PassRange range) const {
    if (indirect)
      indirect->Encode(encoder, execution, range);
    else
      EncodeDirect(encoder, execution, range);
  }
};

// How many passes go into a command buffer.
// Of one command buffer, or of one encoder in it.
uint64_t MostPasses(const Execution &execution, uint32_t most) {
  return most > 0 ? most : execution.PassCount();
}

bool HasOneEncoder(const Execution &execution) {
  const uint64_t count = execution.PassCount();
  return count <= MostPasses(execution, execution.passes_per_command_buffer) &&
         count <= MostPasses(execution, execution.passes_per_encoder);
}

std::vector<std::shared_ptr<DeviceBuffer>> BuffersOf(const ProductSpec &spec) {
  return {spec.a, spec.b, spec.c};
}

std::vector<std::shared_ptr<DeviceBuffer>> BuffersOf(const AttentionSpec &spec) {
  return {spec.q, spec.k, spec.v, spec.o};
}

std::vector<std::shared_ptr<DeviceBuffer>> BuffersOf(const NormalizationSpec &spec) {
  return {spec.x, spec.y};
}

std::vector<std::shared_ptr<DeviceBuffer>> BuffersOf(const ConvolutionSpec &spec) {
  return {spec.x, spec.w, spec.y};
}

std::vector<std::shared_ptr<DeviceBuffer>> BuffersOf(const CopySpec &spec) { return {spec.x, spec.y}; }

std::vector<std::shared_ptr<DeviceBuffer>> BuffersOf(const ElementwiseSpec &spec) { return {spec.x, spec.y}; }

} // namespace

MetalBackend::MetalBackend(id<MTLDevice> device)
    : device_(device), queue_([device newCommandQueue]), residency_(Residency::Make(queue_)),
      info_(DescribeDevice(device)), spin_(queue_) {
  // Sweeps compile many kernels, so let the compiler use all cores.
  if ([device respondsToSelector:@selector(setShouldMaximizeConcurrentCompilation:)])
    device.shouldMaximizeConcurrentCompilation = YES;
}

DeviceInfo MetalBackend::Info() {
  std::call_once(probed_, [this] {
    std::future<std::optional<std::string>> tensors_need = StartTensorProbe(device_);
    if (!TryInPool([this] { Probe(); }))
      clock_.reset(); // the first execution will report the failure
    info_.gpu->tensors_need = tensors_need.get();
  });
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

std::shared_ptr<DeviceBuffer> MetalBackend::Allocate(size_t size_bytes, Storage storage, Placement) {
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
  if (abandoned_ && !abandoned_->WaitFor(0, kPatience))
    throw Error("DEVICE_LOST", "The GPU is still running a command buffer that exceeded its time limit; "
                               "the GPU is unusable until the process restarts");
  abandoned_.reset();
}

Timing MetalBackend::ExecutePasses(const Execution &execution) {
  const auto work = std::make_shared<PassWork>(execution);
  if (execution.encoding == Encoding::kIndirect)
    work->indirect.emplace(device_, execution);
  // Its two timestamps are of one encoder.
  EncoderClock *const clock = clock_ && HasOneEncoder(execution) ? &*clock_ : nullptr;
  const auto encode = [&](Submission &submission, PassRange range) {
    MTLComputePassDescriptor *pass = [MTLComputePassDescriptor computePassDescriptor];
    // Serial: each dispatch waits for the previous one, because passes depend on each other.
    pass.dispatchType = MTLDispatchTypeSerial;
    if (clock)
      clock->Attach(pass);
    id<MTLComputeCommandEncoder> encoder = [submission.Current() computeCommandEncoderWithDescriptor:pass];
    EncodeAndEnd(encoder, [&] {
      encoder.label = @"passes";
      work->Encode(encoder, range);
    });
    if (clock)
      clock->Start();
  };
  const uint64_t most = MostPasses(execution, execution.passes_per_encoder);
  Timing timing = Run(execution, work, [&](Submission &submission, PassRange range) {
    for (uint64_t first = range.first; first < range.end; first += most)
      encode(submission, {first, std::min(range.end, first + most)});
  });
  if (clock)
    timing.encoder_ns = clock->Elapsed();
  return timing;
}

Timing MetalBackend::ExecuteRoutines(const Execution &execution) {
  std::vector<GpuRoutine *> routines;
  for (const Work &work : execution.rotation)
    routines.push_back(static_cast<GpuRoutine *>(work.routine.get()));
  for (GpuRoutine *routine : routines)
    routine->Prepare();
  const auto keep = std::make_shared<const Execution>(execution);
  Timing timing = Run(execution, keep, [&](Submission &submission, PassRange range) {
    // MPSGraph may wait, while it encodes, for what it has committed by itself, and so for the spin.
    submission.CommitUntimed();
    for (uint64_t i = range.first; i < range.end; i++) {
      execution.ThrowIfCancelled();
      routines[i % routines.size()]->Encode(submission);
    }
  });
  if (!routines.front()->RunsOnGpuOnly())
    timing.gpu_ns.reset();
  for (GpuRoutine *routine : routines)
    routine->Finish();
  return timing;
}

Timing MetalBackend::Run(const Execution &execution, std::shared_ptr<const void> keep, const Encode &encode) {
  const auto submission = Begin(execution, std::move(keep));
  const uint64_t count = execution.PassCount();
  const uint64_t most = MostPasses(execution, execution.passes_per_command_buffer);
  for (PassRange range{0, std::min(count, most)};; range = {range.end, std::min(count, range.end + most)}) {
    try {
      encode(*submission, range);
      execution.ThrowIfCancelled();
      submission->Commit();
    } catch (...) {
      Await(submission, 0, execution);
      throw;
    }
    if (range.end == count)
      break;
    Await(submission, kAhead, execution);
    if (submission->HasFailed())
      break;
    submission->Continue(NewCommandBuffer(queue_));
  }
  Await(submission, 0, execution);
  const Timing timing = submission->Finish();
  execution.ThrowIfCancelled(); // a running command buffer cannot be stopped
  return timing;
}

std::shared_ptr<Submission> MetalBackend::Begin(const Execution &execution,
                                                std::shared_ptr<const void> keep) {
  id<MTLCommandBuffer> first = NewCommandBuffer(queue_);
  id<MTLCommandBuffer> untimed = nil;
  if (execution.spin.count() > 0)
    untimed = spin_.Before(first, execution.spin);
  return Submission::Begin(first, std::move(keep), untimed);
}

void MetalBackend::Await(const std::shared_ptr<Submission> &submission, size_t left,
                         const Execution &execution) {
  if (submission->WaitFor(left, execution.timeout))
    return;
  abandoned_ = submission;
  throw Error("TIMED_OUT", "The GPU was still running a command buffer after " +
                               std::to_string(execution.timeout.count()) + " ms");
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
