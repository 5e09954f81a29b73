#pragma once
#include "passes.h"

namespace metal_double {

// Runs the passes of a command buffer, and whatever fault is asked for. Returns the error that the command
// buffer ends with, or nil.
NSError *ExecutePasses(std::vector<Pass> &passes, const Uses &uses, MTLCommandBufferErrorOption options);

} // namespace metal_double
