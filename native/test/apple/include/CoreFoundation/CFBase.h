#pragma once
#include <Availability.h>
#include <objc/objc.h>

#define CF_RETURNS_RETAINED __attribute__((cf_returns_retained))
#define CF_BRIDGED_TYPE(type) __attribute__((objc_bridge(type)))
#define CF_BRIDGED_MUTABLE_TYPE(type) __attribute__((objc_bridge_mutable(type)))

typedef const void *CFTypeRef;
typedef const struct CF_BRIDGED_TYPE(NSString) __CFString *CFStringRef;
typedef struct CF_BRIDGED_MUTABLE_TYPE(NSMutableDictionary) __CFDictionary *CFMutableDictionaryRef;
typedef const struct CF_BRIDGED_TYPE(NSDictionary) __CFDictionary *CFDictionaryRef;
typedef const struct CF_BRIDGED_TYPE(NSNumber) __CFNumber *CFNumberRef;
typedef const struct __CFAllocator *CFAllocatorRef;
typedef unsigned char Boolean;
typedef long CFIndex;
typedef double CFTimeInterval;

extern "C" {
extern const CFAllocatorRef _Nonnull kCFAllocatorDefault;
CFTypeRef _Nonnull CFRetain(CFTypeRef _Nonnull cf);
void CFRelease(CFTypeRef _Nonnull cf);
}
