#pragma once
#include "gpu_routine.h"
#include "mps_types.h"

#import <MetalPerformanceShadersGraph/MetalPerformanceShadersGraph.h>

#include <initializer_list>

namespace tilescope {

// A graph of MPSGraph under construction, with the memory that it is bound to.
class GraphBuilder {
public:
  GraphBuilder(id<MTLDevice> device, ElementType type) : device_(device), type_(type) {}

  // For the operations that a routine consists of.
  MPSGraph *Graph() const { return graph_; }
  MPSDataType DataType() const { return ToMps(type_); }

  // A tensor of that shape, dense and row-major, that the memory holds.
  MPSGraphTensor *Feed(id<MTLBuffer> memory, std::initializer_list<uint32_t> shape);

  // Compiles what leads to the result, for the GPU alone, and binds it.
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
