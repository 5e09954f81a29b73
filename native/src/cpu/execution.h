#pragma once
#include "backend.h"
#include "team.h"

namespace tilescope {

// Runs the dispatches on `team`. The threadgroups of each are divided among its threads and finish before the
// next dispatch starts. The wall time is from the first dispatch to the end of the last. Throws the Error of
// a kernel that failed, or CANCELLED.
Timing RunExecution(Team &team, const Execution &execution);

} // namespace tilescope
