#pragma once
#include "msl/abi.h"

namespace tilescope {

// The scheduler for threadgroups whose lanes no longer synchronise at the same sites. It runs every lane as
// far as possible, then resumes together those lanes of a SIMD-group that wait at the earliest position in
// the text, with a mask of the participating lanes. A threadgroup barrier that some lanes do not reach is an
// error. Once all lanes have met at a barrier, the ring takes over again.

// MslRuntime::slow_sync.
void SlowSync(MslLane *lane, msl_site site);

// For kernels with checks, which use this scheduler from the start. Returns the lane that runs first.
MslLane *StartDiverged(MslThreadgroup &group);

// MslRuntime::end.
[[noreturn]] void EndLane(MslLane *lane);

} // namespace tilescope
