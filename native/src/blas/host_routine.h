#pragma once
#include "routine.h"

namespace tilescope {

// Why the CPU has no such routine, or nothing if it has one. Names of GPU routines get a reason, too.
std::optional<std::string> HostRoutineReason(const std::string &name);

// The routine of that name, bound to the buffers of the specification, which the CPU must be able to access.
// Throws UNSUPPORTED, naming what is expected.
std::unique_ptr<HostRoutine> MakeHostRoutine(const RoutineSpec &spec);

} // namespace tilescope
