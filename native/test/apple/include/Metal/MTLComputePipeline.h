#pragma once
#import <Metal/MTLArgument.h>
#import <Metal/MTLTypes.h>

NS_ASSUME_NONNULL_BEGIN

@protocol MTLBinaryArchive;
@protocol MTLDevice;
@protocol MTLFunction;

API_AVAILABLE(macos(10.11))
@interface MTLComputePipelineReflection : NSObject
@property(readonly) NSArray<id<MTLBinding>> *bindings API_AVAILABLE(macos(13.0));
@end

API_AVAILABLE(macos(10.11))
@interface MTLComputePipelineDescriptor : NSObject <NSCopying>
@property(nullable, copy, nonatomic) NSString *label;
@property(nullable, readwrite, nonatomic, strong) id<MTLFunction> computeFunction;
@property(readwrite, nonatomic) BOOL threadGroupSizeIsMultipleOfThreadExecutionWidth;
@property(readwrite, nonatomic) NSUInteger maxTotalThreadsPerThreadgroup API_AVAILABLE(macos(10.14));
@property(readwrite, nonatomic) BOOL supportIndirectCommandBuffers API_AVAILABLE(macos(11.0));
@property(readwrite, nullable, nonatomic, copy)
    NSArray<id<MTLBinaryArchive>> *binaryArchives API_AVAILABLE(macos(11.0));
- (void)reset;
@end

API_AVAILABLE(macos(10.11))
@protocol MTLComputePipelineState <NSObject>
@property(nullable, readonly) NSString *label API_AVAILABLE(macos(10.13));
@property(readonly) id<MTLDevice> device;
@property(readonly) NSUInteger maxTotalThreadsPerThreadgroup;
@property(readonly) NSUInteger threadExecutionWidth;
@property(readonly) NSUInteger staticThreadgroupMemoryLength API_AVAILABLE(macos(10.13));
@property(readonly) BOOL supportIndirectCommandBuffers API_AVAILABLE(macos(11.0));
@end

NS_ASSUME_NONNULL_END
