#pragma once
#include <cstdint>

#import <Metal/Metal.h>

namespace tilescope {

// A kernel that does nothing but integer arithmetic, in each thread a chain of `steps` multiply-adds whose
// results depend on each other. Nil if the driver cannot prepare it.
id<MTLFunction> NewSpinFunction(id<MTLDevice> device);
id<MTLComputePipelineState> NewSpinPipeline(id<MTLDevice> device);

// Encodes the kernel; `out` takes 4 bytes a thread.
void EncodeSpin(id<MTLComputeCommandEncoder> encoder, id<MTLComputePipelineState> pipeline, id<MTLBuffer> out,
                uint32_t threads, uint32_t steps);

} // namespace tilescope
