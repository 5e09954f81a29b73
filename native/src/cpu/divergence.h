#pragma once
#include "msl/abi.h"

namespace tilescope {

// The scheduler for threadgroups whose lanes no longer meet at the same sites.
// It runs every lane as far as it gets, then lets those of a SIMD-group go on
// together that wait at the earliest place in the text, with a mask of who they
// are; a threadgroup barrier that some lanes do not reach is an error. Once all
// lanes are together at a barrier, the ring takes over again.

// MslRuntime::slow_sync.
void SlowSync(MslLane *lane, msl_u32 site);

// For kernels that are checked: everything goes through this scheduler from the
// start. Returns the lane that runs first.
MslLane *StartDiverged(MslThreadgroup &group);

// MslRuntime::end.
[[noreturn]] void EndLane(MslLane *lane);

} // namespace tilescope
