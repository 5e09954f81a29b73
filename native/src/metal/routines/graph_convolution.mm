#include "graph_convolution.h"

#include "graph_activation.h"
#include "metal/metal_buffer.h"
#include "mps_limits.h"

#include <span>

namespace tilescope {
namespace {

using Shape = GraphBuilder::Shape;

// A dimension that images of one depth do not have.
constexpr ConvolutionAxis kNone = {
    .extent = 1, .window = 1, .positions = 1, .stride = 1, .dilation = 1, .before = 0, .after = 0};

// With a padding in front, the only position may be in the padding.
bool IsFlat(const ConvolutionAxis &axis) {
  return axis.extent == 1 && axis.window == 1 && axis.positions == 1 && axis.before == 0;
}

// A convolution in two dimensions, one of which may have an extent of 1, or in three.
struct Geometry {
  explicit Geometry(const ConvolutionSpec &spec)
      : flat(IsFlat(spec.axes[0])), axes(std::begin(spec.axes) + flat, std::end(spec.axes)),
        z(flat ? kNone : spec.axes[0]), y(spec.axes[1]), x(spec.axes[2]) {}

  Shape Extents(uint32_t ConvolutionAxis::*of) const {
    Shape extents;
    for (const ConvolutionAxis &axis : axes)
      extents.push_back(axis.*of);
    return extents;
  }

  const bool flat;
  const std::span<const ConvolutionAxis> axes;
  const ConvolutionAxis z;
  const ConvolutionAxis &y, &x;
};

// Of images, or of weights with as many filters as images.
Shape WithChannels(uint32_t images, uint32_t channels, const Shape &pixels, bool channels_last) {
  Shape shape = {images};
  shape.insert(shape.end(), pixels.begin(), pixels.end());
  shape.insert(channels_last ? shape.end() : shape.begin() + 1, channels);
  return shape;
}

// Weights as they are stored, and the order of their dimensions in the graph.
struct Weights {
  Shape stored, permutation;

  Shape InGraph() const {
    Shape shape;
    for (const uint32_t dimension : permutation)
      shape.push_back(stored[dimension]);
    return shape;
  }

  Shape Inverse() const {
    Shape inverse(permutation.size());
    for (uint32_t i = 0; i < permutation.size(); i++)
      inverse[permutation[i]] = i;
    return inverse;
  }
};

// Dimensions 0 to `rank` - 1 with the one at `from` moved to `to`.
Shape Moved(uint32_t rank, uint32_t from, uint32_t to) {
  Shape permutation;
  for (uint32_t i = 0; i < rank; i++)
    if (i != from)
      permutation.push_back(i);
  permutation.insert(permutation.begin() + to, from);
  return permutation;
}

// The three operations of each kind of convolution, by the class of its descriptor.

using Descriptor2D = MPSGraphConvolution2DOpDescriptor *;
using Descriptor3D = MPSGraphConvolution3DOpDescriptor *;
using DepthwiseDescriptor = MPSGraphDepthwiseConvolution3DOpDescriptor *;

MPSGraphTensor *Forward(MPSGraph *graph, Descriptor2D descriptor, MPSGraphTensor *x, MPSGraphTensor *w) {
  return [graph convolution2DWithSourceTensor:x weightsTensor:w descriptor:descriptor name:nil];
}

MPSGraphTensor *Forward(MPSGraph *graph, Descriptor3D descriptor, MPSGraphTensor *x, MPSGraphTensor *w) {
  return [graph convolution3DWithSourceTensor:x weightsTensor:w descriptor:descriptor name:nil];
}

MPSGraphTensor *Forward(MPSGraph *graph, DepthwiseDescriptor descriptor, MPSGraphTensor *x,
                        MPSGraphTensor *w) {
  return [graph depthwiseConvolution3DWithSourceTensor:x weightsTensor:w descriptor:descriptor name:nil];
}

MPSGraphTensor *OfData(MPSGraph *graph, Descriptor2D descriptor, MPSGraphTensor *dy, MPSGraphTensor *w,
                       MPSShape *shape) {
  return [graph convolution2DDataGradientWithIncomingGradientTensor:dy
                                                      weightsTensor:w
                                                        outputShape:shape
                                       forwardConvolutionDescriptor:descriptor
                                                               name:nil];
}

MPSGraphTensor *OfData(MPSGraph *graph, Descriptor3D descriptor, MPSGraphTensor *dy, MPSGraphTensor *w,
                       MPSShape *shape) {
  return [graph convolution3DDataGradientWithIncomingGradientTensor:dy
                                                      weightsTensor:w
                                                        outputShape:shape
                                       forwardConvolutionDescriptor:descriptor
                                                               name:nil];
}

MPSGraphTensor *OfData(MPSGraph *graph, DepthwiseDescriptor descriptor, MPSGraphTensor *dy, MPSGraphTensor *w,
                       MPSShape *shape) {
  return [graph depthwiseConvolution3DDataGradientWithIncomingGradientTensor:dy
                                                               weightsTensor:w
                                                                 outputShape:shape
                                                                  descriptor:descriptor
                                                                        name:nil];
}

MPSGraphTensor *OfWeights(MPSGraph *graph, Descriptor2D descriptor, MPSGraphTensor *dy, MPSGraphTensor *x,
                          MPSShape *shape) {
  return [graph convolution2DWeightsGradientWithIncomingGradientTensor:dy
                                                          sourceTensor:x
                                                           outputShape:shape
                                          forwardConvolutionDescriptor:descriptor
                                                                  name:nil];
}

MPSGraphTensor *OfWeights(MPSGraph *graph, Descriptor3D descriptor, MPSGraphTensor *dy, MPSGraphTensor *x,
                          MPSShape *shape) {
  return [graph convolution3DWeightsGradientWithIncomingGradientTensor:dy
                                                          sourceTensor:x
                                                           outputShape:shape
                                          forwardConvolutionDescriptor:descriptor
                                                                  name:nil];
}

MPSGraphTensor *OfWeights(MPSGraph *graph, DepthwiseDescriptor descriptor, MPSGraphTensor *dy,
                          MPSGraphTensor *x, MPSShape *shape) {
  return [graph depthwiseConvolution3DWeightsGradientWithIncomingGradientTensor:dy
                                                                   sourceTensor:x
                                                                    outputShape:shape
                                                                     descriptor:descriptor
                                                                           name:nil];
}

Descriptor2D Describe2D(const ConvolutionSpec &spec, const Geometry &in) {
  const auto data =
      spec.channels_last ? MPSGraphTensorNamedDataLayoutNHWC : MPSGraphTensorNamedDataLayoutNCHW;
  return [MPSGraphConvolution2DOpDescriptor descriptorWithStrideInX:in.x.stride
                                                          strideInY:in.y.stride
                                                    dilationRateInX:in.x.dilation
                                                    dilationRateInY:in.y.dilation
                                                             groups:spec.groups
                                                        paddingLeft:in.x.before
                                                       paddingRight:in.x.after
                                                         paddingTop:in.y.before
                                                      paddingBottom:in.y.after
                                                       paddingStyle:MPSGraphPaddingStyleExplicit
                                                         dataLayout:data
                                                      weightsLayout:MPSGraphTensorNamedDataLayoutOIHW];
}

Descriptor3D Describe3D(const ConvolutionSpec &spec, const Geometry &in) {
  const auto data =
      spec.channels_last ? MPSGraphTensorNamedDataLayoutNDHWC : MPSGraphTensorNamedDataLayoutNCDHW;
  return [MPSGraphConvolution3DOpDescriptor descriptorWithStrideInX:in.x.stride
                                                          strideInY:in.y.stride
                                                          strideInZ:in.z.stride
                                                    dilationRateInX:in.x.dilation
                                                    dilationRateInY:in.y.dilation
                                                    dilationRateInZ:in.z.dilation
                                                             groups:spec.groups
                                                        paddingLeft:in.x.before
                                                       paddingRight:in.x.after
                                                         paddingTop:in.y.before
                                                      paddingBottom:in.y.after
                                                       paddingFront:in.z.before
                                                        paddingBack:in.z.after
                                                       paddingStyle:MPSGraphPaddingStyleExplicit
                                                         dataLayout:data
                                                      weightsLayout:MPSGraphTensorNamedDataLayoutOIDHW];
}

// In two dimensions, the images of a batch are the third one, as in PyTorch: the operation takes the last
// four dimensions of its tensors for the channels and the three that its window moves in.
DepthwiseDescriptor DescribeDepthwise(const ConvolutionSpec &spec, const Geometry &in) {
  const ConvolutionAxis &z = in.z, &y = in.y, &x = in.x;
  DepthwiseDescriptor descriptor = [MPSGraphDepthwiseConvolution3DOpDescriptor
      descriptorWithStrides:ToMps({z.stride, y.stride, x.stride})
              dilationRates:ToMps({z.dilation, y.dilation, x.dilation})
              paddingValues:ToMps({z.before, z.after, y.before, y.after, x.before, x.after})
               paddingStyle:MPSGraphPaddingStyleExplicit];
  descriptor.channelDimensionIndex = spec.channels_last ? -1 : in.flat ? -3 : -4;
  return descriptor;
}

// OIHW, or OIDHW, in the graph.
Weights FullWeights(const ConvolutionSpec &spec, const Geometry &in) {
  const Shape stored = WithChannels(spec.filters, spec.channels / spec.groups,
                                    in.Extents(&ConvolutionAxis::window), spec.weight_channels_last);
  const auto rank = static_cast<uint32_t>(stored.size());
  return {stored, Moved(rank, spec.weight_channels_last ? rank - 1 : 1, 1)};
}

// A filter sees one channel, so both layouts are the same: a window of each channel.
Weights DepthwiseWeights(const ConvolutionSpec &spec, const Geometry &in) {
  Shape stored = in.Extents(&ConvolutionAxis::window);
  stored.insert(stored.begin(), spec.filters);
  if (in.flat)
    stored.insert(stored.begin(), 1);
  const uint32_t channels = in.flat ? 1 : 0;
  return {stored, Moved(4, channels, spec.channels_last ? 3 : channels)};
}

template <class Descriptor>
MPSGraphTensor *Convolved(GraphBuilder &builder, const ConvolutionSpec &spec, const Geometry &in,
                          Descriptor descriptor, const Weights &weights) {
  MPSGraph *graph = builder.Graph();
  const Shape x_shape =
      WithChannels(spec.batch, spec.channels, in.Extents(&ConvolutionAxis::extent), spec.channels_last);
  const auto feed_x = [&] { return builder.Feed(MemoryOf(*spec.x), x_shape); };
  const auto feed_w = [&] {
    return builder.Permuted(builder.Feed(MemoryOf(*spec.w), weights.stored), weights.permutation);
  };
  if (spec.direction == Direction::kForward)
    return Forward(graph, descriptor, feed_x(), feed_w());
  MPSGraphTensor *dy = builder.Feed(
      MemoryOf(*spec.y),
      WithChannels(spec.batch, spec.filters, in.Extents(&ConvolutionAxis::positions), spec.channels_last));
  if (spec.direction == Direction::kData)
    return OfData(graph, descriptor, dy, feed_w(), ToMps(x_shape));
  return builder.Permuted(OfWeights(graph, descriptor, dy, feed_x(), ToMps(weights.InGraph())),
                          weights.Inverse());
}

MPSGraphTensor *Convolved(GraphBuilder &builder, const ConvolutionSpec &spec, const Geometry &in) {
  if (spec.groups > 1 && spec.groups == spec.channels && spec.groups == spec.filters)
    return Convolved(builder, spec, in, DescribeDepthwise(spec, in), DepthwiseWeights(spec, in));
  if (in.flat)
    return Convolved(builder, spec, in, Describe2D(spec, in), FullWeights(spec, in));
  return Convolved(builder, spec, in, Describe3D(spec, in), FullWeights(spec, in));
}

MPSGraphTensor *WithBias(GraphBuilder &builder, const ConvolutionSpec &spec, const Geometry &in,
                         MPSGraphTensor *y) {
  const Shape shape = WithChannels(1, spec.filters, Shape(in.axes.size(), 1), spec.channels_last);
  MPSGraphTensor *bias = builder.Feed(MemoryOf(*spec.bias), shape);
  return [builder.Graph() additionWithPrimaryTensor:y secondaryTensor:bias name:nil];
}

const DeviceBuffer &Output(const ConvolutionSpec &spec) {
  switch (spec.direction) {
  case Direction::kForward:
    return *spec.y;
  case Direction::kData:
    return *spec.x;
  case Direction::kWeights:
    return *spec.w;
  }
}

} // namespace

std::unique_ptr<GpuRoutine> MakeGraphConvolution(GraphBuilder &&builder, const ConvolutionSpec &spec) {
  CheckGraphConvolution(spec);
  const Geometry in(spec);
  MPSGraphTensor *result = Convolved(builder, spec, in);
  if (spec.bias)
    result = WithBias(builder, spec, in, result);
  return builder.Compile(Activated(builder, result, spec.activation), MemoryOf(Output(spec)));
}

} // namespace tilescope
