#pragma once
#include "json.h"

namespace metal_double {

// Sends a request to `node native/msl/command.ts --serve`, which is started with the first, and waits for its
// answer. From any thread, several at once.
Json AskFrontEnd(const Json &request);

} // namespace metal_double
