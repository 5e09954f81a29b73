#pragma once
#include "backend.h"
#include "checks/check_run.h"
#include "team.h"

#include <mutex>

namespace tilescope {

// The CPU as a device. Like a GPU's queue it executes one thing at a time, so that timings do not disturb
// each other.
class CpuBackend : public Backend {
public:
  DeviceInfo Info() override;
  std::shared_ptr<DeviceBuffer> Allocate(size_t size_bytes, Storage storage, Placement placement) override;
  // Throws UNSUPPORTED for Encoding::kIndirect.
  Timing Execute(const Execution &execution) override;
  std::optional<std::string> RoutineReason(const std::string &name) const override;
  std::shared_ptr<Routine> MakeRoutine(const RoutineSpec &spec) override;

  // For kernels compiled with checks; see RunChecks.
  CheckReport Check(const Execution &execution);
  // Peak single-precision rate in GFLOPS, measured on `threads` threads.
  double Peak(uint32_t threads, uint32_t milliseconds);

private:
  std::mutex queue_;
  Team team_;
};

} // namespace tilescope
