#pragma once
#include "gpu_routine.h"

namespace tilescope {

// The product as a graph of MPSGraph.
std::unique_ptr<GpuRoutine> MakeGraphMatmul(id<MTLDevice> device, const ProductSpec &spec);

} // namespace tilescope
