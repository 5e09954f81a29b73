#pragma once
#include "compiler.h"

#import <Metal/Metal.h>

namespace tilescope {

class MetalLibrary : public DeviceLibrary {
public:
  explicit MetalLibrary(id<MTLLibrary> library) : library_(library) {}
  id<MTLLibrary> Library() const { return library_; }

private:
  const id<MTLLibrary> library_;
};

class MetalKernel : public DeviceKernel {
public:
  explicit MetalKernel(id<MTLComputePipelineState> pipeline) : pipeline_(pipeline) {}
  id<MTLComputePipelineState> Pipeline() const { return pipeline_; }

private:
  const id<MTLComputePipelineState> pipeline_;
};

} // namespace tilescope
