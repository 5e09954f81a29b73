#pragma once
#import <Metal/MTLIndirectCommandEncoder.h>
#import <Metal/MTLResource.h>

NS_ASSUME_NONNULL_BEGIN

typedef NS_OPTIONS(NSUInteger, MTLIndirectCommandType) {
  MTLIndirectCommandTypeConcurrentDispatch API_AVAILABLE(macos(11.0)) = 1 << 5,
  MTLIndirectCommandTypeConcurrentDispatchThreads API_AVAILABLE(macos(11.0)) = 1 << 6,
} API_AVAILABLE(macos(10.14));

API_AVAILABLE(macos(10.14))
@interface MTLIndirectCommandBufferDescriptor : NSObject <NSCopying>
@property(readwrite, nonatomic) MTLIndirectCommandType commandTypes;
@property(readwrite, nonatomic) BOOL inheritPipelineState API_AVAILABLE(macos(10.14));
@property(readwrite, nonatomic) BOOL inheritBuffers;
@property(readwrite, nonatomic) NSUInteger maxKernelBufferBindCount API_AVAILABLE(macos(10.14));
@property(readwrite, nonatomic) NSUInteger maxKernelThreadgroupMemoryBindCount API_AVAILABLE(macos(14.0));
@end

API_AVAILABLE(macos(10.14))
@protocol MTLIndirectCommandBuffer <MTLResource>
@property(readonly) NSUInteger size;
- (void)resetWithRange:(NSRange)range;
- (id<MTLIndirectComputeCommand>)indirectComputeCommandAtIndex:(NSUInteger)commandIndex
    API_AVAILABLE(macos(11.0));
@end

NS_ASSUME_NONNULL_END
