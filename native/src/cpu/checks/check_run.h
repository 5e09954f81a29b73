#pragma once
#include "cpu/team.h"
#include "finding.h"

namespace tilescope {

// What a run with checks found. Findings of buffers name the binding.
struct CheckReport {
  std::vector<Finding> findings;
  uint64_t accesses; // watched
};

// Runs dispatches whose kernels were compiled with checks: once in the order of the lanes with everything
// watched, which is what the buffers then hold, and once in the opposite order to compare. On one thread;
// `duplicates` and `threads` of the execution are not looked at. A kernel that misbehaves is a finding.
// Throws OUT_OF_MEMORY, CANCELLED.
CheckReport RunChecks(Team &team, const Execution &execution);

} // namespace tilescope
