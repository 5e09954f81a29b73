#pragma once
#import <MetalPerformanceShaders/MetalPerformanceShaders.h>

NS_ASSUME_NONNULL_BEGIN

API_AVAILABLE(macos(14.0))
@interface MPSGraphObject : NSObject
@end

API_AVAILABLE(macos(12.0))
@interface MPSGraphType : MPSGraphObject <NSCopying>
@end

API_AVAILABLE(macos(12.0))
@interface MPSGraphShapedType : MPSGraphType
@property(readwrite, copy, atomic, nullable) MPSShape *shape;
@property(readwrite, nonatomic) MPSDataType dataType;
- (instancetype)initWithShape:(MPSShape *_Nullable)shape dataType:(MPSDataType)dataType;
@end

API_AVAILABLE(macos(11.0))
@interface MPSGraphDevice : MPSGraphObject
@property(readonly, nonatomic, nullable) id<MTLDevice> metalDevice;
+ (instancetype)deviceWithMTLDevice:(id<MTLDevice>)metalDevice;
@end

API_AVAILABLE(macos(11.0))
@interface MPSGraphTensor : MPSGraphObject <NSCopying>
@property(readonly, nonatomic, nullable) MPSShape *shape;
@property(readonly, nonatomic) MPSDataType dataType;
- (instancetype)init NS_UNAVAILABLE;
@end

API_AVAILABLE(macos(11.0))
@interface MPSGraphTensorData : MPSGraphObject
@property(readonly, copy, nonatomic) MPSShape *shape;
@property(readonly, nonatomic) MPSDataType dataType;
@property(readonly, nonatomic) MPSGraphDevice *device;
- (instancetype)initWithMTLBuffer:(id<MTLBuffer>)buffer
                            shape:(MPSShape *)shape
                         dataType:(MPSDataType)dataType;
- (instancetype)initWithMPSNDArray:(MPSNDArray *)ndarray;
@end

NS_ASSUME_NONNULL_END
