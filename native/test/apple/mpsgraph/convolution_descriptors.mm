#include "convolution_descriptors.h"

#include "../mps/misuse.h"
#include "graph_node.h"

namespace {

void CheckStyle(MPSGraphPaddingStyle style) {
  if (style != MPSGraphPaddingStyleExplicit)
    Misuse("the double supports explicit padding alone");
}

// Images, or their gradient.
ConvolutionLayout ImageLayout(MPSGraphTensorNamedDataLayout layout) {
  switch (layout) {
  case MPSGraphTensorNamedDataLayoutNCHW:
    return {0, 1, {std::nullopt, 2, 3}};
  case MPSGraphTensorNamedDataLayoutNHWC:
    return {0, 3, {std::nullopt, 1, 2}};
  case MPSGraphTensorNamedDataLayoutNCDHW:
    return {0, 1, {2, 3, 4}};
  case MPSGraphTensorNamedDataLayoutNDHWC:
    return {0, 4, {1, 2, 3}};
  default:
    Misuse("the layout is none of images");
  }
}

ConvolutionLayout WeightLayout(MPSGraphTensorNamedDataLayout layout) {
  if (layout == MPSGraphTensorNamedDataLayoutOIHW)
    return {0, 1, {std::nullopt, 2, 3}};
  if (layout != MPSGraphTensorNamedDataLayoutOIDHW)
    Misuse("the double supports weights of OIHW and OIDHW alone");
  return {0, 1, {2, 3, 4}};
}

} // namespace

@implementation MPSGraphConvolution2DOpDescriptor {
  HostConvolution _convolution;
}

+ (instancetype)descriptorWithStrideInX:(NSUInteger)strideInX
                              strideInY:(NSUInteger)strideInY
                        dilationRateInX:(NSUInteger)dilationRateInX
                        dilationRateInY:(NSUInteger)dilationRateInY
                                 groups:(NSUInteger)groups
                            paddingLeft:(NSUInteger)paddingLeft
                           paddingRight:(NSUInteger)paddingRight
                             paddingTop:(NSUInteger)paddingTop
                          paddingBottom:(NSUInteger)paddingBottom
                           paddingStyle:(MPSGraphPaddingStyle)paddingStyle
                             dataLayout:(MPSGraphTensorNamedDataLayout)dataLayout
                          weightsLayout:(MPSGraphTensorNamedDataLayout)weightsLayout {
  CheckStyle(paddingStyle);
  MPSGraphConvolution2DOpDescriptor *descriptor = [self new];
  descriptor->_convolution = {groups,
                              {{{1, 1, 0, 0},
                                {strideInY, dilationRateInY, paddingTop, paddingBottom},
                                {strideInX, dilationRateInX, paddingLeft, paddingRight}}},
                              ImageLayout(dataLayout),
                              WeightLayout(weightsLayout)};
  return descriptor;
}

- (id)copyWithZone:(void *)zone {
  return self;
}

- (HostConvolution)convolution {
  return _convolution;
}
@end

@implementation MPSGraphConvolution3DOpDescriptor {
  HostConvolution _convolution;
}

+ (instancetype)descriptorWithStrideInX:(NSUInteger)strideInX
                              strideInY:(NSUInteger)strideInY
                              strideInZ:(NSUInteger)strideInZ
                        dilationRateInX:(NSUInteger)dilationRateInX
                        dilationRateInY:(NSUInteger)dilationRateInY
                        dilationRateInZ:(NSUInteger)dilationRateInZ
                                 groups:(NSUInteger)groups
                            paddingLeft:(NSUInteger)paddingLeft
                           paddingRight:(NSUInteger)paddingRight
                             paddingTop:(NSUInteger)paddingTop
                          paddingBottom:(NSUInteger)paddingBottom
                           paddingFront:(NSUInteger)paddingFront
                            paddingBack:(NSUInteger)paddingBack
                           paddingStyle:(MPSGraphPaddingStyle)paddingStyle
                             dataLayout:(MPSGraphTensorNamedDataLayout)dataLayout
                          weightsLayout:(MPSGraphTensorNamedDataLayout)weightsLayout {
  CheckStyle(paddingStyle);
  MPSGraphConvolution3DOpDescriptor *descriptor = [self new];
  descriptor->_convolution = {groups,
                              {{{strideInZ, dilationRateInZ, paddingFront, paddingBack},
                                {strideInY, dilationRateInY, paddingTop, paddingBottom},
                                {strideInX, dilationRateInX, paddingLeft, paddingRight}}},
                              ImageLayout(dataLayout),
                              WeightLayout(weightsLayout)};
  return descriptor;
}

- (id)copyWithZone:(void *)zone {
  return self;
}

- (HostConvolution)convolution {
  return _convolution;
}
@end

@implementation MPSGraphDepthwiseConvolution3DOpDescriptor {
  std::array<WindowAxis, 3> _axes;
}

+ (instancetype)descriptorWithStrides:(NSArray<NSNumber *> *)strides
                        dilationRates:(NSArray<NSNumber *> *)dilationRates
                        paddingValues:(NSArray<NSNumber *> *)paddingValues
                         paddingStyle:(MPSGraphPaddingStyle)paddingStyle {
  CheckStyle(paddingStyle);
  const Shape stride = ToShape(strides), dilation = ToShape(dilationRates), padding = ToShape(paddingValues);
  MPSGraphDepthwiseConvolution3DOpDescriptor *descriptor = [self new];
  for (size_t i = 0; i < descriptor->_axes.size(); i++)
    descriptor->_axes[i] = {stride.at(i), dilation.at(i), padding.at(2 * i), padding.at(2 * i + 1)};
  descriptor->_channelDimensionIndex = -4;
  return descriptor;
}

- (id)copyWithZone:(void *)zone {
  return self;
}

// The last four dimensions of images are, as those of weights, the channels and three that the window moves
// in.
- (HostConvolution)convolutionOfImages:(const Shape &)images {
  constexpr size_t kTile = 4;
  const size_t before = images.size() - kTile;
  const auto channels = static_cast<size_t>(_channelDimensionIndex + static_cast<NSInteger>(kTile));
  ConvolutionLayout of_weights = {channels, std::nullopt, {}}, of_images = of_weights;
  of_images.outer = before ? std::optional<size_t>(0) : std::nullopt;
  of_images.channels = before + channels;
  for (size_t dimension = 0, axis = 0; dimension < kTile; dimension++)
    if (dimension != channels) {
      of_weights.pixels[axis] = dimension;
      of_images.pixels[axis++] = before + dimension;
    }
  return {images[before + channels], _axes, of_images, of_weights};
}
@end
