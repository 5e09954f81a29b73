#pragma once
#include "gpu_routine.h"
#include "mps_types.h"

#import <MetalPerformanceShadersGraph/MetalPerformanceShadersGraph.h>

namespace tilescope {

// A shape, or a list of dimensions.
MPSShape *ToMps(const std::vector<uint32_t> &numbers);

// An MPSGraph under construction, with the memory it is bound to.
class GraphBuilder {
public:
  using Shape = std::vector<uint32_t>;

  // Of the element type and at the optimisation level of the specification.
  GraphBuilder(id<MTLDevice> device, const RoutineSpec &spec);

  id<MTLDevice> Device() const { return device_; }

  // For adding operations.
  MPSGraph *Graph() const { return graph_; }
  MPSDataType DataType() const { return ToMps(type_); }

  // A dense, row-major tensor of that shape in the memory.
  MPSGraphTensor *Feed(id<MTLBuffer> memory, const Shape &shape);

  // A matrix whose rows are all the memory's first row: a row stride of 0. Throws UNSUPPORTED before
  // macOS 15.
  MPSGraphTensor *FeedSameRows(id<MTLBuffer> memory, const Shape &shape);

  // The tensor with its dimensions in that order: itself if that is their own.
  MPSGraphTensor *Permuted(MPSGraphTensor *tensor, const Shape &permutation) const;

  // Compiles the operations that lead to the result, and binds them.
  std::unique_ptr<GpuRoutine> Compile(MPSGraphTensor *result, id<MTLBuffer> memory) const;

private:
  MPSGraphTensor *Feed(MPSShape *shape, MPSGraphTensorData *data);

  id<MTLDevice> device_;
  ElementType type_;
  MPSGraphOptimization level_;
  MPSGraph *graph_ = [[MPSGraph alloc] init];
  NSMutableDictionary<MPSGraphTensor *, MPSGraphShapedType *> *types_ = [NSMutableDictionary dictionary];
  NSMutableDictionary<MPSGraphTensor *, MPSGraphTensorData *> *data_ = [NSMutableDictionary dictionary];
};

} // namespace tilescope
