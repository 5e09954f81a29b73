#include "test.h"

#include <IOKit/IOKitLib.h>
#include <IOKit/ps/IOPowerSources.h>
#include <sys/sysctl.h>

#include <cstring>

TEST(Strings) {
  NSString *text = [NSString stringWithFormat:@"%@ %d %lu %.1f %s %%", @"a", -1, 2ul, 0.5, "z"];
  CHECK([text isEqualToString:@"a -1 2 0.5 z %"]);
  CHECK([text hasSuffix:@"%"] && [text containsString:@"0.5"] && text.length == 14);
  CHECK([[text copy] isEqual:text] && [@"a" hash] == [[NSString stringWithUTF8String:"a"] hash]);
}

TEST(Collections) {
  NSMutableDictionary *names = [@{@"one" : @1, @2 : @"two"} mutableCopy];
  names[@"three"] = @3.5;
  names[@2] = nil;
  CHECK(names.count == 2 && [names[@"three"] isEqual:@3.5] && names[@2] == nil);
  double sum = 0;
  for (NSString *name in names)
    sum += [names[name] doubleValue];
  CHECK(sum == 4.5 && @{}.count == 0 && @[].count == 0);
  NSMutableArray *list = [@[ @YES, @-1, @(~0ull) ] mutableCopy];
  list[1] = @"x";
  CHECK([list[0] boolValue] && [list containsObject:@"x"] &&
        [list.lastObject unsignedLongLongValue] == ~0ull);
  CHECK([[list copy] isEqualToArray:list] && [list.firstObject isEqual:@1]);
}

TEST(Errors) {
  NSError *error = [NSError errorWithDomain:NSCocoaErrorDomain
                                       code:4
                                   userInfo:@{NSLocalizedDescriptionKey : @"no file"}];
  CHECK(error.code == 4 && [error.localizedDescription isEqualToString:@"no file"]);
  CHECK([[NSError errorWithDomain:@"d" code:1
                         userInfo:nil].localizedDescription containsString:@"d error 1"]);
}

TEST(Semaphores) {
  dispatch_semaphore_t semaphore = dispatch_semaphore_create(0);
  CHECK(dispatch_semaphore_wait(semaphore, dispatch_time(DISPATCH_TIME_NOW, 1000)) != 0);
  __block int done = 0;
  dispatch_queue_t queue = dispatch_queue_create("serial", DISPATCH_QUEUE_SERIAL);
  for (int i = 0; i < 100; i++)
    dispatch_async(queue, ^{
      done++;
    });
  dispatch_async(queue, ^{
    dispatch_semaphore_signal(semaphore);
  });
  CHECK(dispatch_semaphore_wait(semaphore, DISPATCH_TIME_FOREVER) == 0 && done == 100);
}

TEST(ConditionsOfTheSystem) {
  unsetenv("TILESCOPE_DOUBLE_FAULT");
  NSProcessInfo *process = NSProcessInfo.processInfo;
  CHECK(process.thermalState == NSProcessInfoThermalStateNominal && !process.lowPowerModeEnabled);
  setenv("TILESCOPE_DOUBLE_FAULT", "thermal-serious", 1);
  CHECK(process.thermalState == NSProcessInfoThermalStateSerious);
  @autoreleasepool {
    id<NSObject> activity = [process beginActivityWithOptions:NSActivityUserInitiated reason:@"a sweep"];
    CHECK(LiveObjects("NSProcessActivity") == 1);
    [process endActivity:activity];
  }
  CHECK(LiveObjects("NSProcessActivity") == 0);
  char build[32];
  size_t bytes = sizeof build;
  CHECK(sysctlbyname("kern.osversion", build, &bytes, nullptr, 0) == 0 && std::strcmp(build, "double") == 0);
  CHECK(sysctlbyname("kern.unknown", build, &bytes, nullptr, 0) != 0);
  NSString *power = (__bridge NSString *)IOPSGetProvidingPowerSourceType(nullptr);
  CHECK([power isEqualToString:@kIOPMACPowerKey]);
}

TEST(TheRegistryKnowsTheCores) {
  setenv("TILESCOPE_DOUBLE_GPU_CORES", "10", 1);
  io_iterator_t iterator;
  CHECK(IOServiceGetMatchingServices(kIOMainPortDefault, IOServiceMatching("AGXAccelerator"), &iterator) ==
        KERN_SUCCESS);
  const io_object_t entry = IOIteratorNext(iterator);
  CHECK(entry && !IOIteratorNext(iterator));
  const auto cores = [&] {
    return (__bridge_transfer NSNumber *)IORegistryEntryCreateCFProperty(entry, CFSTR("gpu-core-count"),
                                                                         nullptr, 0);
  };
  CHECK(cores().intValue == 10);
  setenv("TILESCOPE_DOUBLE_GPU_CORES", "absent", 1);
  CHECK(cores() == nil);
  CHECK(LiveObjects("IODoubleObject") == 2);
  IOObjectRelease(entry);
  IOObjectRelease(iterator);
  CHECK(LiveObjects("IODoubleObject") == 0);
}

TEST(ExitsOnAnUnknownFault) {
  setenv("TILESCOPE_DOUBLE_FAULT", "earthquake", 1);
  CHECK(NSProcessInfo.processInfo.thermalState == NSProcessInfoThermalStateNominal);
}
