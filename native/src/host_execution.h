#pragma once
#include "backend.h"

namespace tilescope {

// Runs an execution whose work is host routines. The wall time is that of the
// duplicates alone. Whatever the device, one such execution runs at a time: the
// library and its threads are the process's. Throws CANCELLED, after the
// duplicate that runs, and TIMED_OUT.
Timing RunHostRoutines(const Execution &execution);

} // namespace tilescope
