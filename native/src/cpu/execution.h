#pragma once
#include "backend.h"
#include "team.h"

namespace tilescope {

// Runs the dispatches on `team`: the threadgroups of each are shared out among
// its threads, and all are done before the next dispatch starts. The wall time
// is that from the first dispatch to the end of the last. Throws the Error of a
// kernel that misbehaved, or CANCELLED.
Timing RunExecution(Team &team, const Execution &execution);

} // namespace tilescope
