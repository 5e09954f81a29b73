#pragma once
#include "json.h"

namespace metal_double {

// Sends a request to `node native/msl/command.ts --serve`, which the first request starts, and waits for its
// answer. Thread-safe; requests run concurrently.
Json AskFrontEnd(const Json &request);

} // namespace metal_double
