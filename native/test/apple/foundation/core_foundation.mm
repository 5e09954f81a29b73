#import <Foundation/Foundation.h>

#include "../runtime/objects.h"

using objc_runtime::Object;

const CFAllocatorRef kCFAllocatorDefault = nullptr;

namespace {

Object *Raw(CFTypeRef object) { return static_cast<Object *>(const_cast<void *>(object)); }

// Numbers the kinds of objects by class.
CFTypeID TypeOf(Class kind) { return reinterpret_cast<CFTypeID>((__bridge void *)kind); }

} // namespace

CFTypeRef CFRetain(CFTypeRef cf) { return objc_retain(Raw(cf)); }
void CFRelease(CFTypeRef cf) { objc_release(Raw(cf)); }

CFTypeID CFStringGetTypeID(void) { return TypeOf([NSString class]); }
CFTypeID CFNumberGetTypeID(void) { return TypeOf([NSNumber class]); }
CFTypeID CFDictionaryGetTypeID(void) { return TypeOf([NSDictionary class]); }

CFTypeID CFGetTypeID(CFTypeRef cf) {
  id object = (__bridge id)cf;
  for (Class kind : {[NSString class], [NSNumber class], [NSDictionary class]})
    if ([object isKindOfClass:kind])
      return TypeOf(kind);
  return TypeOf([object class]);
}

Boolean CFEqual(CFTypeRef cf1, CFTypeRef cf2) { return [(__bridge id)cf1 isEqual:(__bridge id)cf2]; }

Boolean CFNumberGetValue(CFNumberRef number, CFNumberType theType, void *valuePtr) {
  NSNumber *const value = (__bridge NSNumber *)number;
  if (theType == kCFNumberSInt32Type || theType == kCFNumberIntType)
    *static_cast<int *>(valuePtr) = value.intValue;
  else
    *static_cast<long long *>(valuePtr) = value.longLongValue;
  return true;
}

const char *CFStringGetCStringPtr(CFStringRef theString, CFStringEncoding encoding) {
  return encoding == kCFStringEncodingUTF8 ? ((__bridge NSString *)theString).UTF8String : nullptr;
}
