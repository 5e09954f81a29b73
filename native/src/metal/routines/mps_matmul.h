#pragma once
#include "gpu_routine.h"

namespace tilescope {

// MPSMatrixMultiplication with the row strides that MPS recommends.
std::unique_ptr<GpuRoutine> MakeMpsMatmul(id<MTLDevice> device, const ProductSpec &spec);

} // namespace tilescope
