#pragma once
#import <MetalPerformanceShadersGraph/MPSGraphCore.h>

NS_ASSUME_NONNULL_BEGIN

API_AVAILABLE(macos(12.0))
@interface MPSGraphExecutableExecutionDescriptor : MPSGraphObject <NSCopying>
@end

API_AVAILABLE(macos(12.0))
@interface MPSGraphExecutable : MPSGraphObject
@property(readonly, atomic, nullable) NSArray<MPSGraphTensor *> *feedTensors;
@property(readonly, atomic, nullable) NSArray<MPSGraphTensor *> *targetTensors;
- (NSArray<MPSGraphTensorData *> *)
    encodeToCommandBuffer:(MPSCommandBuffer *)commandBuffer
              inputsArray:(NSArray<MPSGraphTensorData *> *)inputsArray
             resultsArray:(NSArray<MPSGraphTensorData *> *_Nullable)resultsArray
      executionDescriptor:(MPSGraphExecutableExecutionDescriptor *_Nullable)executionDescriptor;
@end

NS_ASSUME_NONNULL_END
