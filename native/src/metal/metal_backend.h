#pragma once
#include "compiler.h"
#include "encoder_clock.h"
#include "metal/compile/pipeline_archive.h"
#include "pass_encoder.h"
#include "residency.h"
#include "spin.h"
#include "submission.h"

#include <functional>

namespace tilescope {

// A GPU. It executes one thing at a time, so that timings do not disturb each other.
class MetalBackend : public CompilingBackend {
public:
  explicit MetalBackend(id<MTLDevice> device);

  // The first call runs a small kernel to probe the GPU, while another compiles.
  DeviceInfo Info() override;
  std::shared_ptr<DeviceBuffer> Allocate(size_t size_bytes, Storage storage, Placement placement) override;
  // After TIMED_OUT the command buffer may still occupy the GPU; the next call then fails with DEVICE_LOST,
  // unless the command buffer completes after all.
  Timing Execute(const Execution &execution) override;
  std::optional<std::string> RoutineReason(const std::string &name) const override;
  // CPU routines take shared buffers only.
  std::shared_ptr<Routine> MakeRoutine(const RoutineSpec &spec) override;
  void Compile(const CompileRequest &request, Settle<CompiledLibrary> settle) override;
  void MakePipeline(const PipelineRequest &request, Settle<CompiledPipeline> settle) override;
  // Takes turns with executions.
  void StorePipelines() override;

private:
  void Probe();
  void RefuseWhileOccupied();
  Timing ExecutePasses(const Execution &execution);
  Timing ExecuteRoutines(const Execution &execution);
  using Encode = std::function<void(Submission &, PassRange)>;
  // Encodes, commits, waits and times: everything in one command buffer, or in as many as the execution asks
  // for. Throws CANCELLED once what has been committed by then has ended.
  Timing Run(const Execution &execution, std::shared_ptr<const void> keep, const Encode &encode);
  std::shared_ptr<Submission> Begin(const Execution &execution, std::shared_ptr<const void> keep);
  void Await(const std::shared_ptr<Submission> &submission, size_t left, const Execution &execution);

  const id<MTLDevice> device_;
  const id<MTLCommandQueue> queue_;
  const std::shared_ptr<Residency> residency_;
  const std::shared_ptr<PendingArchives> archives_ = std::make_shared<PendingArchives>();
  std::once_flag probed_;
  DeviceInfo info_;
  std::optional<EncoderClock> clock_; // nothing if its timestamps are invalid
  Spin spin_;
  std::mutex turn_;
  std::shared_ptr<Submission> abandoned_; // an execution that timed out, with the memory it uses
};

} // namespace tilescope
