#pragma once
#include "gpu_routine.h"
#include "mps_types.h"

#import <MetalPerformanceShadersGraph/MetalPerformanceShadersGraph.h>

#include <initializer_list>

namespace tilescope {

// An MPSGraph under construction, with the memory it is bound to.
class GraphBuilder {
public:
  GraphBuilder(id<MTLDevice> device, ElementType type) : device_(device), type_(type) {}

  // For adding operations.
  MPSGraph *Graph() const { return graph_; }
  MPSDataType DataType() const { return ToMps(type_); }

  // A dense, row-major tensor of that shape in the memory.
  MPSGraphTensor *Feed(id<MTLBuffer> memory, std::initializer_list<uint32_t> shape);

  // Compiles the operations that lead to the result, for the GPU only, and binds them.
  std::unique_ptr<GpuRoutine> Compile(MPSGraphTensor *result, id<MTLBuffer> memory) const;

private:
  MPSGraphTensorData *Data(id<MTLBuffer> memory, MPSShape *shape) const;

  id<MTLDevice> device_;
  ElementType type_;
  MPSGraph *graph_ = [[MPSGraph alloc] init];
  NSMutableDictionary<MPSGraphTensor *, MPSGraphShapedType *> *types_ = [NSMutableDictionary dictionary];
  NSMutableDictionary<MPSGraphTensor *, MPSGraphTensorData *> *data_ = [NSMutableDictionary dictionary];
};

} // namespace tilescope
