#pragma once
#import <Metal/MTLResource.h>

NS_ASSUME_NONNULL_BEGIN

API_AVAILABLE(macos(10.11))
@protocol MTLBuffer <MTLResource>
@property(readonly) NSUInteger length;
- (void *)contents NS_RETURNS_INNER_POINTER;
@property(readonly) uint64_t gpuAddress API_AVAILABLE(macos(13.0));
@end

NS_ASSUME_NONNULL_END
