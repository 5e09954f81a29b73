#include "graph_builder.h"

#include "error.h"

namespace tilescope {
namespace {

class GraphRoutine : public GpuRoutine {
public:
  GraphRoutine(MPSGraphExecutable *executable, NSArray<MPSGraphTensorData *> *inputs,
               NSArray<MPSGraphTensorData *> *results)
      : executable_(executable), inputs_(inputs), results_(results) {}

  void Encode(Submission &submission, uint64_t duplicates) override {
    MPSCommandBuffer *wrapper = [MPSCommandBuffer commandBufferWithCommandBuffer:submission.Current()];
    for (uint64_t i = 0; i < duplicates; i++) {
      [executable_ encodeToCommandBuffer:wrapper
                             inputsArray:inputs_
                            resultsArray:results_
                     executionDescriptor:nil];
      if (wrapper.rootCommandBuffer != submission.Current())
        submission.Continue(wrapper.rootCommandBuffer);
    }
  }

private:
  MPSGraphExecutable *const executable_;
  NSArray<MPSGraphTensorData *> *const inputs_; // in the order of feedTensors
  NSArray<MPSGraphTensorData *> *const results_;
};

} // namespace

MPSGraphTensor *GraphBuilder::Feed(id<MTLBuffer> memory, std::initializer_list<uint32_t> extents) {
  NSMutableArray<NSNumber *> *shape = [NSMutableArray array];
  for (const uint32_t extent : extents)
    [shape addObject:@(extent)];
  MPSGraphTensor *tensor = [graph_ placeholderWithShape:shape dataType:DataType() name:nil];
  types_[tensor] = [[MPSGraphShapedType alloc] initWithShape:shape dataType:DataType()];
  data_[tensor] = Data(memory, shape);
  return tensor;
}

MPSGraphTensorData *GraphBuilder::Data(id<MTLBuffer> memory, MPSShape *shape) const {
  return [[MPSGraphTensorData alloc] initWithMTLBuffer:memory shape:shape dataType:DataType()];
}

std::unique_ptr<GpuRoutine> GraphBuilder::Compile(MPSGraphTensor *result, id<MTLBuffer> memory) const {
  MPSGraphCompilationDescriptor *descriptor = [[MPSGraphCompilationDescriptor alloc] init];
  // Level 1, the default, may place work on engines other than the GPU.
  descriptor.optimizationLevel = MPSGraphOptimizationLevel0;
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
  return std::make_unique<GraphRoutine>(executable, inputs, @[ Data(memory, result.shape) ]);
}

} // namespace tilescope
