#pragma once
#include "routine.h"

#include <optional>

namespace tilescope {

// Why the processor has no such routine, or nothing where it has. Names of the
// GPU's routines get a reason too.
std::optional<std::string> HostRoutineReason(const std::string &name);

// The routine of that name, bound to the buffers of the specification, which
// the processor sees. Throws UNSUPPORTED, naming what is accepted.
std::unique_ptr<HostRoutine> MakeHostRoutine(const RoutineSpec &spec);

} // namespace tilescope
