#pragma once
#import <Foundation/NSObject.h>
#import <Foundation/NSRange.h>
#include <stdarg.h>

NS_ASSUME_NONNULL_BEGIN

@class NSArray<ObjectType>;

typedef NSUInteger NSStringEncoding;
enum : NSStringEncoding { NSUTF8StringEncoding = 4 };

// In the double, text is UTF-8 and lengths are in bytes.
@interface NSString : NSObject <NSCopying, NSMutableCopying>
@property(readonly) NSUInteger length;
@property(nullable, readonly) const char *UTF8String NS_RETURNS_INNER_POINTER;
+ (instancetype)string;
+ (nullable instancetype)stringWithUTF8String:(const char *)nullTerminatedCString;
+ (instancetype)stringWithFormat:(NSString *)format, ...;
- (nullable instancetype)initWithUTF8String:(const char *)nullTerminatedCString;
- (nullable instancetype)initWithBytes:(const void *)bytes
                                length:(NSUInteger)len
                              encoding:(NSStringEncoding)encoding;
- (instancetype)initWithFormat:(NSString *)format, ...;
- (instancetype)initWithFormat:(NSString *)format arguments:(va_list)argList;
- (BOOL)isEqualToString:(NSString *)aString;
- (BOOL)hasPrefix:(NSString *)str;
- (BOOL)hasSuffix:(NSString *)str;
- (BOOL)containsString:(NSString *)str API_AVAILABLE(macos(10.10));
- (NSString *)stringByAppendingString:(NSString *)aString;
- (NSUInteger)lengthOfBytesUsingEncoding:(NSStringEncoding)enc;
@end

NS_ASSUME_NONNULL_END
