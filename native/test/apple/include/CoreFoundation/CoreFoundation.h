#pragma once
#include <CoreFoundation/CFBase.h>

#define CFSTR(text) ((CFStringRef)__builtin___CFStringMakeConstantString("" text ""))

typedef unsigned long CFTypeID;
typedef uint32_t CFStringEncoding;
enum : CFStringEncoding { kCFStringEncodingUTF8 = 0x08000100 };
enum CFNumberType : CFIndex {
  kCFNumberSInt32Type = 3,
  kCFNumberSInt64Type = 4,
  kCFNumberIntType = 9,
  kCFNumberLongLongType = 11,
};

extern "C" {
CFTypeID CFGetTypeID(CFTypeRef _Nonnull cf);
CFTypeID CFStringGetTypeID(void);
CFTypeID CFNumberGetTypeID(void);
CFTypeID CFDictionaryGetTypeID(void);
Boolean CFEqual(CFTypeRef _Nullable cf1, CFTypeRef _Nullable cf2);
Boolean CFNumberGetValue(CFNumberRef _Nonnull number, CFNumberType theType, void *_Nonnull valuePtr);
const char *_Nullable CFStringGetCStringPtr(CFStringRef _Nonnull theString, CFStringEncoding encoding);
}
