#pragma once
#include "passes.h"

namespace metal_double {

// Runs the passes of a command buffer, or a requested fault. Returns the command buffer's error, or nil.
NSError *ExecutePasses(std::vector<Pass> &passes, const Uses &uses, MTLCommandBufferErrorOption options);

} // namespace metal_double
