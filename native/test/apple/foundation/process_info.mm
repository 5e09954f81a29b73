#import <Foundation/Foundation.h>

#include "../faults.h"
#include "../runtime/availability.h"

#include <thread>
#include <unistd.h>

// The token of beginActivityWithOptions:reason:. Like Apple's, it also ends with its last reference.
@interface NSProcessActivity : NSObject
@end
@implementation NSProcessActivity
@end

@implementation NSProcessInfo
+ (NSProcessInfo *)processInfo {
  static NSProcessInfo *const shared = [self new];
  return shared;
}
- (NSOperatingSystemVersion)operatingSystemVersion {
  const objc_runtime::MacosVersion version = objc_runtime::PresentVersion();
  return {version.major, version.minor, version.patch};
}
- (BOOL)isOperatingSystemAtLeastVersion:(NSOperatingSystemVersion)version {
  const objc_runtime::MacosVersion asked{static_cast<int>(version.majorVersion),
                                         static_cast<int>(version.minorVersion),
                                         static_cast<int>(version.patchVersion)};
  return objc_runtime::PresentVersion() >= asked;
}
- (NSString *)operatingSystemVersionString {
  const NSOperatingSystemVersion version = self.operatingSystemVersion;
  return [NSString
      stringWithFormat:@"Version %ld.%ld (Build double)", version.majorVersion, version.minorVersion];
}
- (NSUInteger)processorCount {
  return std::thread::hardware_concurrency();
}
- (NSUInteger)activeProcessorCount {
  return self.processorCount;
}
- (unsigned long long)physicalMemory {
  return static_cast<unsigned long long>(sysconf(_SC_PHYS_PAGES)) *
         static_cast<unsigned long long>(sysconf(_SC_PAGESIZE));
}
- (NSProcessInfoThermalState)thermalState {
  return faults::Strikes(faults::Name::kThermalSerious) ? NSProcessInfoThermalStateSerious
                                                        : NSProcessInfoThermalStateNominal;
}
- (BOOL)isLowPowerModeEnabled {
  return NO;
}
- (id<NSObject>)beginActivityWithOptions:(NSActivityOptions)options reason:(NSString *)reason {
  return [NSProcessActivity new];
}
- (void)endActivity:(id<NSObject>)activity {
  if (![activity isKindOfClass:[NSProcessActivity class]])
    [(NSObject *)activity doesNotRecognizeSelector:_cmd];
}
@end
