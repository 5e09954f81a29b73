#pragma once
#import <Metal/MTLArgument.h>

NS_ASSUME_NONNULL_BEGIN

API_AVAILABLE(macos(10.12))
@interface MTLFunctionConstantValues : NSObject <NSCopying>
- (void)setConstantValue:(const void *)value type:(MTLDataType)type atIndex:(NSUInteger)index;
- (void)setConstantValue:(const void *)value type:(MTLDataType)type withName:(NSString *)name;
- (void)reset;
@end

NS_ASSUME_NONNULL_END
