#pragma once
#include "msl/lane.h"

namespace tilescope {

// The lane that runs on this thread: a lane of a kernel, a worker's own context
// between threadgroups, or null on threads that execute nothing. Kernels find
// it without a symbol, at a constant distance from the thread pointer.
MslLane *CurrentLane();
void SetCurrentLane(MslLane *lane);

// Where kernels find it: MslRuntime::current_offset.
msl_u64 CurrentLaneOffset();

} // namespace tilescope
