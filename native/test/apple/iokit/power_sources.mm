#import <Foundation/Foundation.h>

#include <IOKit/ps/IOPowerSources.h>

#include <cstdlib>

// A snapshot that contains the name of the source.
CFTypeRef IOPSCopyPowerSourcesInfo(void) {
  const char *given = std::getenv("TILESCOPE_DOUBLE_POWER");
  NSString *const source = [NSString stringWithUTF8String:given ? given : kIOPMACPowerKey];
  return (__bridge_retained CFTypeRef) @{@"Power Source" : source};
}

CFStringRef IOPSGetProvidingPowerSourceType(CFTypeRef snapshot) {
  NSDictionary *const sources = (__bridge NSDictionary *)snapshot;
  return (__bridge CFStringRef)(sources ? sources[@"Power Source"] : @kIOPMACPowerKey);
}
