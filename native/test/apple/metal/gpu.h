#pragma once
#include "backend.h"

#import <Foundation/Foundation.h>

namespace metal_double {

// Runs MSL on the CPU in place of the GPU. Callable from any thread; executions take turns. Throws the Error
// of a kernel that failed.
void RunOnGpu(std::vector<tilescope::Dispatch> dispatches);

// Pauses for TILESCOPE_DOUBLE_GAP_MS, as while other programs have the GPU.
void LetOthersUseTheGpu();

// The clock of all times in the double, in seconds and in nanoseconds.
CFTimeInterval NowSeconds();
uint64_t NowNanoseconds();

} // namespace metal_double
