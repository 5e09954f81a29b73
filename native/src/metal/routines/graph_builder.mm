#include "graph_builder.h"

#include "error.h"

#include <algorithm>

namespace tilescope {
namespace {

class GraphRoutine : public GpuRoutine {
public:
  GraphRoutine(MPSGraphExecutable *executable, NSArray<MPSGraphTensorData *> *inputs,
               NSArray<MPSGraphTensorData *> *results, MPSGraphOptimization level)
      : executable_(executable), inputs_(inputs), results_(results), level_(level) {}

  void Encode(Submission &submission) override {
    MPSCommandBuffer *wrapper = [MPSCommandBuffer commandBufferWithCommandBuffer:submission.Current()];
    [executable_ encodeToCommandBuffer:wrapper
                           inputsArray:inputs_
                          resultsArray:results_
                   executionDescriptor:nil];
    if (wrapper.rootCommandBuffer != submission.Current())
      submission.Continue(wrapper.rootCommandBuffer);
  }

  // Above level 0 the placement pass may give work to the Neural Engine and to the CPU.
  bool RunsOnGpuOnly() const override { return level_ == MPSGraphOptimizationLevel0; }

private:
  MPSGraphExecutable *const executable_;
  NSArray<MPSGraphTensorData *> *const inputs_; // in the order of feedTensors
  NSArray<MPSGraphTensorData *> *const results_;
  const MPSGraphOptimization level_;
};

MPSGraphTensorData *Dense(id<MTLBuffer> memory, MPSShape *shape, MPSDataType type) {
  return [[MPSGraphTensorData alloc] initWithMTLBuffer:memory shape:shape dataType:type];
}

} // namespace

MPSShape *ToMps(const std::vector<uint32_t> &numbers) {
  NSMutableArray<NSNumber *> *shape = [NSMutableArray array];
  for (const uint32_t number : numbers)
    [shape addObject:@(number)];
  return shape;
}

GraphBuilder::GraphBuilder(id<MTLDevice> device, const RoutineSpec &spec)
    : device_(device), type_(std::visit([](const auto &problem) { return problem.type; }, spec.problem)),
      level_(static_cast<MPSGraphOptimization>(spec.optimization_level)) {}

MPSGraphTensor *GraphBuilder::Feed(MPSShape *shape, MPSGraphTensorData *data) {
  MPSGraphTensor *tensor = [graph_ placeholderWithShape:shape dataType:DataType() name:nil];
  types_[tensor] = [[MPSGraphShapedType alloc] initWithShape:shape dataType:DataType()];
  data_[tensor] = data;
  return tensor;
}

MPSGraphTensor *GraphBuilder::Feed(id<MTLBuffer> memory, const Shape &extents) {
  MPSShape *shape = ToMps(extents);
  return Feed(shape, Dense(memory, shape, DataType()));
}

MPSGraphTensor *GraphBuilder::FeedSameRows(id<MTLBuffer> memory, const Shape &extents) {
  if (@available(macOS 15.0, *)) {
    MPSShape *shape = ToMps(extents);
    const NSUInteger columns = extents.back();
    MPSNDArrayDescriptor *row = [MPSNDArrayDescriptor descriptorWithDataType:DataType()
                                                                       shape:@[ @1, @(columns) ]];
    row.preferPackedRows = YES;
    MPSNDArray *array = [[MPSNDArray alloc] initWithBuffer:memory offset:0 descriptor:row];
    MPSNDArray *rows = [array arrayViewWithShape:shape strides:@[ @0, @1 ]];
    if (!rows)
      throw Error("UNSUPPORTED", "MPS has no view of these rows with a row stride of 0");
    return Feed(shape, [[MPSGraphTensorData alloc] initWithMPSNDArray:rows]);
  }
  throw Error("UNSUPPORTED", "A row stride of 0 needs macOS 15");
}

MPSGraphTensor *GraphBuilder::Permuted(MPSGraphTensor *tensor, const Shape &permutation) const {
  if (std::is_sorted(permutation.begin(), permutation.end()))
    return tensor;
  return [graph_ transposeTensor:tensor permutation:ToMps(permutation) name:nil];
}

std::unique_ptr<GpuRoutine> GraphBuilder::Compile(MPSGraphTensor *result, id<MTLBuffer> memory) const {
  MPSGraphCompilationDescriptor *descriptor = [[MPSGraphCompilationDescriptor alloc] init];
  descriptor.optimizationLevel = level_;
  descriptor.waitForCompilationCompletion = YES;
  MPSGraphExecutable *executable = [graph_ compileWithDevice:[MPSGraphDevice deviceWithMTLDevice:device_]
                                                       feeds:types_
                                               targetTensors:@[ result ]
                                            targetOperations:nil
                                       compilationDescriptor:descriptor];
  NSMutableArray<MPSGraphTensorData *> *inputs = [NSMutableArray array];
  for (MPSGraphTensor *tensor in executable.feedTensors)
    [inputs addObject:data_[tensor]];
  // MPSGraph does not report a failed compilation, but the executable then lacks its feeds.
  if (inputs.count != data_.count)
    throw Error("PIPELINE_FAILED", "MPSGraph failed to compile the graph");
  return std::make_unique<GraphRoutine>(executable, inputs, @[ Dense(memory, result.shape, result.dataType) ],
                                        level_);
}

} // namespace tilescope
