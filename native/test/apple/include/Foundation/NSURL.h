#pragma once
#import <Foundation/NSString.h>

NS_ASSUME_NONNULL_BEGIN

// In the double, for files only.
@interface NSURL : NSObject <NSCopying>
+ (NSURL *)fileURLWithPath:(NSString *)path;
@property(nullable, readonly, copy) NSString *path;
@property(nullable, readonly, copy) NSString *absoluteString;
@end

NS_ASSUME_NONNULL_END
