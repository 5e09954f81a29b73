// Compiled without ARC, because constant strings have no reference count.
#import <Foundation/Foundation.h>

#include <cstdio>
#include <cstdlib>

// Declares the class that the compiler uses for @"…".
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

@implementation NSConstantString
- (instancetype)retain {
  return self;
}
- (oneway void)release {
}
- (const char *)UTF8String {
  const auto *constant = reinterpret_cast<const ConstantString *>(self);
  if (constant->flags & kIsUtf16) {
    std::fputs("Foundation double: string literals must be ASCII\n", stderr);
    std::abort();
  }
  return constant->text;
}
- (NSUInteger)length {
  return static_cast<NSUInteger>(reinterpret_cast<const ConstantString *>(self)->length);
}
@end
