#include "convolution_descriptors.h"

#include "../mps/misuse.h"
#include "graph_node.h"
#include "known_faults.h"

#include <algorithm>

namespace {

void CheckRank(MPSGraphTensor *tensor, size_t rank) {
  if (tensor.node->shape.size() != rank)
    Misuse("a tensor of a convolution must have rank " + std::to_string(rank));
}

size_t LongestWindow(const HostConvolution &convolution, const Shape &weights) {
  size_t longest = 1;
  for (const std::optional<size_t> dimension : convolution.weights.pixels)
    longest = std::max(longest, dimension ? weights[*dimension] : 1);
  return longest;
}

MPSGraphTensor *Forward(const HostConvolution &convolution, MPSGraphTensor *x, MPSGraphTensor *w) {
  const Shape shape = ConvolvedShape(convolution, x.node->shape, w.node->shape);
  const size_t window = LongestWindow(convolution, w.node->shape);
  const bool single_precision = x.dataType == MPSDataTypeFloat32;
  return Operation(shape, {x.node, w.node}, [=](const HostTensors &of) {
    HostTensor y = Convolve(convolution, Computed::kResult, {*of[0], *of[1], {shape, {}}});
    SpoilConvolution(window, *convolution.images.channels, single_precision, y);
    return y;
  });
}

// A gradient has the shape that the caller gives, which has to be that of the forward convolution.
void CheckForward(const HostConvolution &convolution, const Shape &x, const Shape &w, const Shape &y) {
  if (ConvolvedShape(convolution, x, w) != y)
    Misuse("the incoming gradient of a convolution does not have the shape of its result");
}

MPSGraphTensor *OfData(const HostConvolution &convolution, MPSGraphTensor *dy, MPSGraphTensor *w,
                       MPSShape *output) {
  const Shape shape = ToShape(output);
  CheckForward(convolution, shape, w.node->shape, dy.node->shape);
  return Operation(shape, {dy.node, w.node}, [=](const HostTensors &of) {
    return Convolve(convolution, Computed::kData, {{shape, {}}, *of[1], *of[0]});
  });
}

MPSGraphTensor *OfWeights(const HostConvolution &convolution, MPSGraphTensor *dy, MPSGraphTensor *x,
                          MPSShape *output) {
  const Shape shape = ToShape(output);
  CheckForward(convolution, x.node->shape, shape, dy.node->shape);
  return Operation(shape, {dy.node, x.node}, [=](const HostTensors &of) {
    return Convolve(convolution, Computed::kWeights, {*of[1], {shape, {}}, *of[0]});
  });
}

} // namespace

@implementation MPSGraph (MPSGraphConvolutionOps)
- (MPSGraphTensor *)convolution2DWithSourceTensor:(MPSGraphTensor *)source
                                    weightsTensor:(MPSGraphTensor *)weights
                                       descriptor:(MPSGraphConvolution2DOpDescriptor *)descriptor
                                             name:(NSString *)name {
  CheckRank(source, 4);
  return Forward(descriptor.convolution, source, weights);
}

- (MPSGraphTensor *)convolution2DDataGradientWithIncomingGradientTensor:(MPSGraphTensor *)incomingGradient
                                                          weightsTensor:(MPSGraphTensor *)weights
                                                            outputShape:(MPSShape *)outputShape
                                           forwardConvolutionDescriptor:(MPSGraphConvolution2DOpDescriptor *)
                                                                            forwardConvolutionDescriptor
                                                                   name:(NSString *)name {
  CheckRank(incomingGradient, 4);
  return OfData(forwardConvolutionDescriptor.convolution, incomingGradient, weights, outputShape);
}

- (MPSGraphTensor *)convolution2DWeightsGradientWithIncomingGradientTensor:(MPSGraphTensor *)incomingGradient
                                                              sourceTensor:(MPSGraphTensor *)source
                                                               outputShape:(MPSShape *)outputShape
                                              forwardConvolutionDescriptor:
                                                  (MPSGraphConvolution2DOpDescriptor *)
                                                      forwardConvolutionDescriptor
                                                                      name:(NSString *)name {
  CheckRank(source, 4);
  return OfWeights(forwardConvolutionDescriptor.convolution, incomingGradient, source, outputShape);
}

- (MPSGraphTensor *)convolution3DWithSourceTensor:(MPSGraphTensor *)source
                                    weightsTensor:(MPSGraphTensor *)weights
                                       descriptor:(MPSGraphConvolution3DOpDescriptor *)descriptor
                                             name:(NSString *)name {
  CheckRank(source, 5);
  return Forward(descriptor.convolution, source, weights);
}

- (MPSGraphTensor *)convolution3DDataGradientWithIncomingGradientTensor:(MPSGraphTensor *)incomingGradient
                                                          weightsTensor:(MPSGraphTensor *)weights
                                                            outputShape:(MPSShape *)outputShape
                                           forwardConvolutionDescriptor:(MPSGraphConvolution3DOpDescriptor *)
                                                                            forwardConvolutionDescriptor
                                                                   name:(NSString *)name {
  CheckRank(incomingGradient, 5);
  return OfData(forwardConvolutionDescriptor.convolution, incomingGradient, weights, outputShape);
}

- (MPSGraphTensor *)convolution3DWeightsGradientWithIncomingGradientTensor:(MPSGraphTensor *)incomingGradient
                                                              sourceTensor:(MPSGraphTensor *)source
                                                               outputShape:(MPSShape *)outputShape
                                              forwardConvolutionDescriptor:
                                                  (MPSGraphConvolution3DOpDescriptor *)
                                                      forwardConvolutionDescriptor
                                                                      name:(NSString *)name {
  CheckRank(source, 5);
  return OfWeights(forwardConvolutionDescriptor.convolution, incomingGradient, source, outputShape);
}
@end

@implementation MPSGraph (MPSGraphDepthwiseConvolutionOps)
- (MPSGraphTensor *)depthwiseConvolution3DWithSourceTensor:(MPSGraphTensor *)source
                                             weightsTensor:(MPSGraphTensor *)weights
                                                descriptor:
                                                    (MPSGraphDepthwiseConvolution3DOpDescriptor *)descriptor
                                                      name:(NSString *)name {
  CheckRank(weights, 4);
  return Forward([descriptor convolutionOfImages:source.node->shape], source, weights);
}

- (MPSGraphTensor *)
    depthwiseConvolution3DDataGradientWithIncomingGradientTensor:(MPSGraphTensor *)incomingGradient
                                                   weightsTensor:(MPSGraphTensor *)weights
                                                     outputShape:(MPSShape *)outputShape
                                                      descriptor:
                                                          (MPSGraphDepthwiseConvolution3DOpDescriptor *)
                                                              descriptor
                                                            name:(NSString *)name {
  CheckRank(weights, 4);
  return OfData([descriptor convolutionOfImages:ToShape(outputShape)], incomingGradient, weights,
                outputShape);
}

- (MPSGraphTensor *)
    depthwiseConvolution3DWeightsGradientWithIncomingGradientTensor:(MPSGraphTensor *)incomingGradient
                                                       sourceTensor:(MPSGraphTensor *)source
                                                        outputShape:(MPSShape *)outputShape
                                                         descriptor:
                                                             (MPSGraphDepthwiseConvolution3DOpDescriptor *)
                                                                 descriptor
                                                               name:(NSString *)name {
  return OfWeights([descriptor convolutionOfImages:source.node->shape], incomingGradient, source,
                   outputShape);
}
@end
