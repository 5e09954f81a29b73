#pragma once
#include "cpu/team.h"
#include "finding.h"

namespace tilescope {

// The findings of a run with checks. Those about buffers name the binding.
struct CheckReport {
  std::vector<Finding> findings;
  uint64_t accesses; // checked
};

// Runs dispatches whose kernels were compiled with checks: once in the order of the lanes with every access
// checked, whose results the buffers then hold, and once in the opposite order for comparison. Uses one
// thread and ignores the execution's `duplicates` and `threads`. A kernel that fails is a finding. Throws
// OUT_OF_MEMORY, CANCELLED.
CheckReport RunChecks(Team &team, const Execution &execution);

} // namespace tilescope
