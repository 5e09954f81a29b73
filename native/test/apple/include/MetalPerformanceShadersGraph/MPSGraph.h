#pragma once
#import <MetalPerformanceShadersGraph/MPSGraphCore.h>
#import <MetalPerformanceShadersGraph/MPSGraphExecutable.h>

NS_ASSUME_NONNULL_BEGIN

@class MPSGraphOperation;

typedef NSDictionary<MPSGraphTensor *, MPSGraphShapedType *> MPSGraphTensorShapedTypeDictionary;

typedef NS_ENUM(uint64_t, MPSGraphOptimization) {
  MPSGraphOptimizationLevel0 = 0L,
  MPSGraphOptimizationLevel1 = 1L,
} API_AVAILABLE(macos(12.3));

API_AVAILABLE(macos(12.0))
@interface MPSGraphCompilationDescriptor : MPSGraphObject <NSCopying>
@property(readwrite, nonatomic) MPSGraphOptimization optimizationLevel API_AVAILABLE(macos(12.3));
@property(readwrite, nonatomic) BOOL waitForCompilationCompletion API_AVAILABLE(macos(13.0));
@end

API_AVAILABLE(macos(11.0))
@interface MPSGraph : MPSGraphObject
@property(readonly, nonatomic, nonnull) NSArray<MPSGraphTensor *> *placeholderTensors;
- (instancetype)init;
- (MPSGraphExecutable *)compileWithDevice:(MPSGraphDevice *_Nullable)device
                                    feeds:(MPSGraphTensorShapedTypeDictionary *)feeds
                            targetTensors:(NSArray<MPSGraphTensor *> *)targetTensors
                         targetOperations:(NSArray<MPSGraphOperation *> *_Nullable)targetOperations
                    compilationDescriptor:(MPSGraphCompilationDescriptor *_Nullable)compilationDescriptor
    API_AVAILABLE(macos(12.0));
@end

NS_ASSUME_NONNULL_END
