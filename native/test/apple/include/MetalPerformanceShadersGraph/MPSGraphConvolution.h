#pragma once
#import <MetalPerformanceShadersGraph/MPSGraph.h>

NS_ASSUME_NONNULL_BEGIN

typedef NS_ENUM(NSUInteger, MPSGraphTensorNamedDataLayout) {
  MPSGraphTensorNamedDataLayoutNCHW = 0L,
  MPSGraphTensorNamedDataLayoutNHWC = 1L,
  MPSGraphTensorNamedDataLayoutOIHW = 2L,
  MPSGraphTensorNamedDataLayoutNCDHW = 7L,
  MPSGraphTensorNamedDataLayoutNDHWC = 8L,
  MPSGraphTensorNamedDataLayoutOIDHW = 9L,
} API_AVAILABLE(macos(11.0));

typedef NS_ENUM(NSUInteger, MPSGraphPaddingStyle) {
  MPSGraphPaddingStyleExplicit = 0L,
} API_AVAILABLE(macos(11.0));

API_AVAILABLE(macos(11.0))
@interface MPSGraphConvolution2DOpDescriptor : MPSGraphObject <NSCopying>
+ (instancetype _Nullable)descriptorWithStrideInX:(NSUInteger)strideInX
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
                                    weightsLayout:(MPSGraphTensorNamedDataLayout)weightsLayout;
@end

API_AVAILABLE(macos(13.2))
@interface MPSGraphConvolution3DOpDescriptor : MPSGraphObject <NSCopying>
+ (instancetype _Nullable)descriptorWithStrideInX:(NSUInteger)strideInX
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
                                    weightsLayout:(MPSGraphTensorNamedDataLayout)weightsLayout;
@end

API_AVAILABLE(macos(12.0))
@interface MPSGraphDepthwiseConvolution3DOpDescriptor : MPSGraphObject <NSCopying>
@property(readwrite, nonatomic) NSInteger channelDimensionIndex;
+ (instancetype _Nullable)descriptorWithStrides:(NSArray<NSNumber *> *)strides
                                  dilationRates:(NSArray<NSNumber *> *)dilationRates
                                  paddingValues:(NSArray<NSNumber *> *)paddingValues
                                   paddingStyle:(MPSGraphPaddingStyle)paddingStyle;
@end

@interface MPSGraph (MPSGraphConvolutionOps)
- (MPSGraphTensor *)convolution2DWithSourceTensor:(MPSGraphTensor *)source
                                    weightsTensor:(MPSGraphTensor *)weights
                                       descriptor:(MPSGraphConvolution2DOpDescriptor *)descriptor
                                             name:(NSString *_Nullable)name;
- (MPSGraphTensor *)convolution2DDataGradientWithIncomingGradientTensor:(MPSGraphTensor *)incomingGradient
                                                          weightsTensor:(MPSGraphTensor *)weights
                                                            outputShape:(MPSShape *)outputShape
                                           forwardConvolutionDescriptor:(MPSGraphConvolution2DOpDescriptor *)
                                                                            forwardConvolutionDescriptor
                                                                   name:(NSString *_Nullable)name;
- (MPSGraphTensor *)convolution2DWeightsGradientWithIncomingGradientTensor:(MPSGraphTensor *)incomingGradient
                                                              sourceTensor:(MPSGraphTensor *)source
                                                               outputShape:(MPSShape *)outputShape
                                              forwardConvolutionDescriptor:
                                                  (MPSGraphConvolution2DOpDescriptor *)
                                                      forwardConvolutionDescriptor
                                                                      name:(NSString *_Nullable)name;
- (MPSGraphTensor *)convolution3DWithSourceTensor:(MPSGraphTensor *)source
                                    weightsTensor:(MPSGraphTensor *)weights
                                       descriptor:(MPSGraphConvolution3DOpDescriptor *)descriptor
                                             name:(NSString *_Nullable)name API_AVAILABLE(macos(13.2));
- (MPSGraphTensor *)convolution3DDataGradientWithIncomingGradientTensor:(MPSGraphTensor *)incomingGradient
                                                          weightsTensor:(MPSGraphTensor *)weights
                                                            outputShape:(MPSShape *)outputShape
                                           forwardConvolutionDescriptor:(MPSGraphConvolution3DOpDescriptor *)
                                                                            forwardConvolutionDescriptor
                                                                   name:(NSString *_Nullable)name
    API_AVAILABLE(macos(13.2));
- (MPSGraphTensor *)convolution3DWeightsGradientWithIncomingGradientTensor:(MPSGraphTensor *)incomingGradient
                                                              sourceTensor:(MPSGraphTensor *)source
                                                               outputShape:(MPSShape *)outputShape
                                              forwardConvolutionDescriptor:
                                                  (MPSGraphConvolution3DOpDescriptor *)
                                                      forwardConvolutionDescriptor
                                                                      name:(NSString *_Nullable)name
    API_AVAILABLE(macos(13.2));
@end

@interface MPSGraph (MPSGraphDepthwiseConvolutionOps)
- (MPSGraphTensor *)depthwiseConvolution3DWithSourceTensor:(MPSGraphTensor *)source
                                             weightsTensor:(MPSGraphTensor *)weights
                                                descriptor:
                                                    (MPSGraphDepthwiseConvolution3DOpDescriptor *)descriptor
                                                      name:(NSString *_Nullable)name
    API_AVAILABLE(macos(12.0));
- (MPSGraphTensor *)
    depthwiseConvolution3DDataGradientWithIncomingGradientTensor:(MPSGraphTensor *)incomingGradient
                                                   weightsTensor:(MPSGraphTensor *)weights
                                                     outputShape:(MPSShape *_Nullable)outputShape
                                                      descriptor:
                                                          (MPSGraphDepthwiseConvolution3DOpDescriptor *)
                                                              descriptor
                                                            name:(NSString *_Nullable)name
    API_AVAILABLE(macos(12.0));
- (MPSGraphTensor *)
    depthwiseConvolution3DWeightsGradientWithIncomingGradientTensor:(MPSGraphTensor *)incomingGradient
                                                       sourceTensor:(MPSGraphTensor *)source
                                                        outputShape:(MPSShape *)outputShape
                                                         descriptor:
                                                             (MPSGraphDepthwiseConvolution3DOpDescriptor *)
                                                                 descriptor
                                                               name:(NSString *_Nullable)name
    API_AVAILABLE(macos(12.0));
@end

NS_ASSUME_NONNULL_END
