#import <Foundation/Foundation.h>

#include "format.h"

#include <cstdio>
#include <cstdlib>
#include <string>

// Declares what the compiler makes of @"…".
@interface NSConstantString : NSString
@end
asm(".globl __CFConstantStringClassReference\n.hidden __CFConstantStringClassReference\n"
    ".set __CFConstantStringClassReference, OBJC_CLASS_$_NSConstantString\n");

namespace {

struct ConstantString {
  void *isa;
  long flags;
  const char *text;
  long length;
};

constexpr long kIsUtf16 = 0x10;

} // namespace

@implementation NSString {
  std::string _text;
}
+ (instancetype)string {
  return [self new];
}
+ (instancetype)stringWithUTF8String:(const char *)nullTerminatedCString {
  return [[self alloc] initWithUTF8String:nullTerminatedCString];
}
+ (instancetype)stringWithFormat:(NSString *)format, ... {
  va_list arguments;
  va_start(arguments, format);
  NSString *string = [[self alloc] initWithFormat:format arguments:arguments];
  va_end(arguments);
  return string;
}
- (instancetype)initWithUTF8String:(const char *)nullTerminatedCString {
  _text = nullTerminatedCString;
  return self;
}
- (instancetype)initWithBytes:(const void *)bytes length:(NSUInteger)len encoding:(NSStringEncoding)encoding {
  if (encoding != NSUTF8StringEncoding)
    return nil;
  _text.assign(static_cast<const char *>(bytes), len);
  return self;
}
- (instancetype)initWithFormat:(NSString *)format, ... {
  va_list arguments;
  va_start(arguments, format);
  self = [self initWithFormat:format arguments:arguments];
  va_end(arguments);
  return self;
}
- (instancetype)initWithFormat:(NSString *)format arguments:(va_list)argList {
  _text = foundation_double::Format(format.UTF8String, argList);
  return self;
}
- (id)copyWithZone:(void *)zone {
  return self;
}
- (id)mutableCopyWithZone:(void *)zone {
  return self; // no string of the double changes
}
- (const char *)UTF8String {
  return _text.c_str();
}
- (NSUInteger)length {
  return _text.size();
}
- (NSUInteger)lengthOfBytesUsingEncoding:(NSStringEncoding)enc {
  return self.length;
}
- (BOOL)isEqualToString:(NSString *)aString {
  return std::string_view(self.UTF8String) == aString.UTF8String;
}
- (BOOL)isEqual:(id)object {
  return [object isKindOfClass:[NSString class]] && [self isEqualToString:object];
}
- (NSUInteger)hash {
  return std::hash<std::string_view>()(self.UTF8String);
}
- (BOOL)hasPrefix:(NSString *)str {
  return std::string_view(self.UTF8String).starts_with(str.UTF8String);
}
- (BOOL)hasSuffix:(NSString *)str {
  return std::string_view(self.UTF8String).ends_with(str.UTF8String);
}
- (BOOL)containsString:(NSString *)str {
  return std::string_view(self.UTF8String).find(str.UTF8String) != std::string_view::npos;
}
- (NSString *)stringByAppendingString:(NSString *)aString {
  return [NSString stringWithFormat:@"%@%@", self, aString];
}
- (NSString *)description {
  return self;
}
@end

@implementation NSConstantString
- (instancetype)retain {
  return self;
}
- (oneway void)release {
}
- (const char *)UTF8String {
  const auto *constant = (__bridge const ConstantString *)self;
  if (constant->flags & kIsUtf16) {
    std::fputs("Foundation double: a string literal may only hold ASCII\n", stderr);
    std::abort();
  }
  return constant->text;
}
- (NSUInteger)length {
  return static_cast<NSUInteger>(((__bridge const ConstantString *)self)->length);
}
@end
