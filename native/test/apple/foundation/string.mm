#import <Foundation/Foundation.h>

#include "format.h"

#include <string>

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
  return self; // the double's strings are immutable
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
