#pragma once
#import <MetalPerformanceShaders/MPSCoreTypes.h>

NS_ASSUME_NONNULL_BEGIN

API_AVAILABLE(macos(10.15))
@interface MPSNDArrayDescriptor : NSObject
@property(readwrite, nonatomic) MPSDataType dataType;
@property(readwrite, nonatomic) BOOL preferPackedRows API_AVAILABLE(macos(15.0));
+ (instancetype)descriptorWithDataType:(MPSDataType)dataType shape:(NSArray<NSNumber *> *)shape;
- (instancetype)init NS_UNAVAILABLE;
@end

API_AVAILABLE(macos(10.15))
@interface MPSNDArray : NSObject
@property(readonly, nonatomic) MPSDataType dataType;
- (instancetype)initWithBuffer:(id<MTLBuffer>)buffer
                        offset:(NSUInteger)offset
                    descriptor:(MPSNDArrayDescriptor *)descriptor API_AVAILABLE(macos(15.0));
- (instancetype)init NS_UNAVAILABLE;
// In elements, from the slowest dimension to the fastest.
- (nullable MPSNDArray *)arrayViewWithShape:(nullable MPSShape *)shape
                                    strides:(MPSShape *)strides API_AVAILABLE(macos(15.0));
@end

NS_ASSUME_NONNULL_END
