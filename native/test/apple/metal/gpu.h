#pragma once
#include "backend.h"

#import <Foundation/Foundation.h>

namespace metal_double {

// What stands in for the GPU: the threads that run MSL on the processor. One execution at a time, from any
// thread. Throws the Error of a kernel that misbehaved.
void RunOnGpu(std::vector<tilescope::Dispatch> dispatches);

// Seconds and nanoseconds of the one clock that all times of the double are readings of.
CFTimeInterval NowSeconds();
uint64_t NowNanoseconds();

} // namespace metal_double
