#pragma once
#include "routine.h"

namespace tilescope {

// Why there is no such routine of the processor, or nothing where there is.
// Names of a GPU's routines get a reason too.
std::optional<std::string> HostRoutineReason(const std::string &name);

// The routine of that name, bound to the buffers of the specification, whose
// contents the processor sees. Throws UNSUPPORTED, naming what is accepted.
std::unique_ptr<HostRoutine> MakeHostRoutine(const RoutineSpec &spec);

} // namespace tilescope
