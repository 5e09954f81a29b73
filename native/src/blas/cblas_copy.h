#pragma once
#include "routine.h"

namespace tilescope {

// A copy by cblas_scopy, or transposes by OpenBLAS's cblas_somatcopy and Accelerate's vDSP_mtrans.
class CblasCopy : public HostRoutine {
public:
  explicit CblasCopy(CopySpec spec) : spec_(std::move(spec)) {}

  void Start(uint32_t threads) override;
  void Run() override;
  void Finish() override;

private:
  const CopySpec spec_;
  uint32_t threads_ = 1;
};

} // namespace tilescope
