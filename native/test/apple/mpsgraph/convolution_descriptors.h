#pragma once
#include "host_convolution.h"

#import <MetalPerformanceShadersGraph/MetalPerformanceShadersGraph.h>

@interface MPSGraphConvolution2DOpDescriptor ()
- (HostConvolution)convolution;
@end
@interface MPSGraphConvolution3DOpDescriptor ()
- (HostConvolution)convolution;
@end
@interface MPSGraphDepthwiseConvolution3DOpDescriptor ()
- (HostConvolution)convolutionOfImages:(const Shape &)images;
@end
