#pragma once
#include <CoreFoundation/CoreFoundation.h>
#include <IOKit/ps/IOPSKeys.h>

extern "C" {
CFTypeRef _Nullable IOPSCopyPowerSourcesInfo(void) CF_RETURNS_RETAINED;
CFStringRef _Nullable IOPSGetProvidingPowerSourceType(CFTypeRef _Nullable snapshot);
}
