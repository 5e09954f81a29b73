#pragma once
#include "gpu_routine.h"

namespace tilescope {

// The product as an MPSGraph.
std::unique_ptr<GpuRoutine> MakeGraphMatmul(id<MTLDevice> device, const ProductSpec &spec);

} // namespace tilescope
