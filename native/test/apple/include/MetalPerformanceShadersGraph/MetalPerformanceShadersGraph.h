#pragma once
#import <MetalPerformanceShaders/MetalPerformanceShaders.h>
#import <MetalPerformanceShadersGraph/MPSGraph.h>
#import <MetalPerformanceShadersGraph/MPSGraphConvolution.h>
#import <MetalPerformanceShadersGraph/MPSGraphOperations.h>
