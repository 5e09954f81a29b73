#pragma once
#include "msl/lane.h"

namespace tilescope {

// The lane that is running on this thread: a lane of a kernel, a worker's own context between threadgroups,
// or null on threads that execute nothing. Kernels access it without a symbol, at a constant offset from the
// thread pointer.
MslLane *CurrentLane();
void SetCurrentLane(MslLane *lane);

// That offset: MslRuntime::current_offset.
msl_u64 CurrentLaneOffset();

} // namespace tilescope
