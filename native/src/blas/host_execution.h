#pragma once
#include "backend.h"

namespace tilescope {

// Runs an execution of host routines. The wall time covers only the duplicates. Regardless of the device,
// only one such execution runs at a time, because the library and its threads belong to the process. Throws
// CANCELLED, once the current duplicate has ended, and TIMED_OUT.
Timing RunHostRoutines(const Execution &execution);

} // namespace tilescope
