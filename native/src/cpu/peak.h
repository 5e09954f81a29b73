#pragma once
#include "team.h"

namespace tilescope {

// Single-precision rate of fused multiply-adds in registers on `threads` threads at once, in GFLOPS (a
// multiply-add counts as two operations): the best of several trials that together take about `milliseconds`.
double MeasurePeak(Team &team, uint32_t threads, uint32_t milliseconds);

// The instruction set it uses here, e.g. "AVX-512".
const char *PeakInstructionSet();

} // namespace tilescope
