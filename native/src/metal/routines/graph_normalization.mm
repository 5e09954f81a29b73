#include "graph_normalization.h"

#include "metal/metal_buffer.h"
#include "mps_limits.h"

namespace tilescope {
namespace {

MPSGraphTensor *Normalized(GraphBuilder &builder, const NormalizationSpec &spec) {
  const auto of_channels = [&](const std::shared_ptr<DeviceBuffer> &buffer) {
    return buffer ? builder.Feed(MemoryOf(*buffer), {1, spec.groups, spec.channels, 1}) : nil;
  };
  MPSGraph *graph = builder.Graph();
  MPSGraphTensor *x =
      builder.Feed(MemoryOf(*spec.x), {spec.rows, spec.groups, spec.channels, spec.positions});
  MPSGraphTensor *mean = of_channels(spec.mean), *variance = of_channels(spec.variance);
  if (!mean) {
    NSArray<NSNumber *> *axes = @[ @2, @3 ];
    mean = [graph meanOfTensor:x axes:axes name:nil];
    variance = [graph varianceOfTensor:x meanTensor:mean axes:axes name:nil];
  }
  return [graph normalizationWithTensor:x
                             meanTensor:mean
                         varianceTensor:variance
                            gammaTensor:of_channels(spec.weight)
                             betaTensor:of_channels(spec.bias)
                                epsilon:spec.epsilon
                                   name:nil];
}

MPSGraphTensor *Softmax(GraphBuilder &builder, const NormalizationSpec &spec) {
  const uint32_t length = spec.groups * spec.channels * spec.positions;
  MPSGraphTensor *x = builder.Feed(MemoryOf(*spec.x), {spec.rows, length});
  return [builder.Graph() softMaxWithTensor:x axis:-1 name:nil];
}

} // namespace

std::unique_ptr<GpuRoutine> MakeGraphNormalization(GraphBuilder &&builder, const NormalizationSpec &spec) {
  CheckGraphNormalization(spec);
  MPSGraphTensor *y = spec.softmax ? Softmax(builder, spec) : Normalized(builder, spec);
  return builder.Compile(y, MemoryOf(*spec.y));
}

} // namespace tilescope
