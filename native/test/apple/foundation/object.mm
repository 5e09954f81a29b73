// Compiled without ARC, because ARC calls these functions.
#import <Foundation/Foundation.h>

#include "../runtime/objects.h"

namespace runtime = objc_runtime;

namespace {

runtime::Object *Raw(id object) { return reinterpret_cast<runtime::Object *>(object); }
runtime::Class *Raw(Class object) { return reinterpret_cast<runtime::Class *>(object); }
runtime::Selector Raw(SEL selector) { return reinterpret_cast<runtime::Selector>(selector); }
const char *NameOf(Protocol *protocol) { return reinterpret_cast<runtime::Protocol *>(protocol)->name; }

} // namespace

@implementation NSObject
+ (instancetype)alloc {
  return reinterpret_cast<id>(runtime::Allocate(Raw(static_cast<Class>(self))));
}
+ (instancetype)new {
  return [[self alloc] init];
}
- (instancetype)init {
  return self;
}
- (void)dealloc {
  runtime::Dispose(Raw(self));
}
- (instancetype)retain {
  return reinterpret_cast<id>(objc_retain(Raw(self)));
}
- (oneway void)release {
  objc_release(Raw(self));
}
- (instancetype)autorelease {
  return reinterpret_cast<id>(objc_autorelease(Raw(self)));
}
- (NSUInteger)retainCount {
  return static_cast<NSUInteger>(runtime::ReferenceCount(Raw(self)));
}
// Classes are never deallocated.
+ (id)retain {
  return self;
}
+ (oneway void)release {
}
+ (id)autorelease {
  return self;
}
- (id)copy {
  return [static_cast<id<NSCopying>>(self) copyWithZone:nullptr];
}
- (id)mutableCopy {
  return [static_cast<id<NSMutableCopying>>(self) mutableCopyWithZone:nullptr];
}
+ (Class)class {
  return self;
}
- (Class)class {
  return reinterpret_cast<Class>(Raw(self)->isa);
}
+ (Class)superclass {
  return reinterpret_cast<Class>(Raw(static_cast<Class>(self))->super);
}
- (Class)superclass {
  return reinterpret_cast<Class>(Raw(self)->isa->super);
}
- (instancetype)self {
  return self;
}
- (BOOL)isEqual:(id)object {
  return object == self;
}
- (NSUInteger)hash {
  return reinterpret_cast<NSUInteger>(self) >> 4;
}
- (BOOL)isKindOfClass:(Class)aClass {
  return runtime::IsKindOf(Raw(self)->isa, Raw(aClass));
}
- (BOOL)isMemberOfClass:(Class)aClass {
  return Raw(self)->isa == Raw(aClass);
}
- (BOOL)conformsToProtocol:(Protocol *)aProtocol {
  return runtime::ConformsTo(Raw(self)->isa, NameOf(aProtocol));
}
+ (BOOL)conformsToProtocol:(Protocol *)protocol {
  return runtime::ConformsTo(Raw(static_cast<Class>(self)), NameOf(protocol));
}
- (BOOL)respondsToSelector:(SEL)aSelector {
  return runtime::FindMethod(Raw(self)->isa, Raw(aSelector)) != nullptr;
}
+ (BOOL)instancesRespondToSelector:(SEL)aSelector {
  return runtime::FindMethod(Raw(static_cast<Class>(self)), Raw(aSelector)) != nullptr;
}
- (void)doesNotRecognizeSelector:(SEL)aSelector {
  [NSException raise:NSInvalidArgumentException
              format:@"-[%s %s]: unrecognized selector sent to instance %p", Raw(self)->isa->record->name,
                     Raw(aSelector), self];
}
+ (void)doesNotRecognizeSelector:(SEL)aSelector {
  [NSException raise:NSInvalidArgumentException
              format:@"+[%s %s]: unrecognized selector sent to class %p",
                     Raw(static_cast<Class>(self))->record->name, Raw(aSelector), self];
}
- (NSString *)description {
  return [NSString stringWithFormat:@"<%s: %p>", Raw(self)->isa->record->name, self];
}
@end
