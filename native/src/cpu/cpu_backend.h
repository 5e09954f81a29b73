#pragma once
#include "backend.h"
#include "checks/check_run.h"
#include "team.h"

#include <functional>
#include <mutex>

namespace tilescope {

// The CPU as a device. Like a GPU's queue it does one thing at a time: whoever
// comes second waits, so that timings do not disturb one another.
class CpuBackend : public Backend {
public:
  DeviceInfo Info() const override;
  std::shared_ptr<DeviceBuffer> Allocate(size_t size_bytes) override;
  uint64_t Execute(const Execution &execution) override;
  // Kernels that were compiled with checks; see RunChecks.
  CheckReport Check(const Execution &execution);
  double Peak(uint32_t threads, uint32_t milliseconds) override;

  // Runs `work` while the device does nothing else.
  uint64_t Exclusively(const std::function<uint64_t()> &work);

private:
  std::mutex queue_;
  Team team_;
};

} // namespace tilescope
