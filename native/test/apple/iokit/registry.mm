// The IORegistry: the entry of the double's GPU.
#import <Foundation/Foundation.h>

#include <IOKit/IOKitLib.h>

#import <Metal/Metal.h>

#include "../metal/gpu_model.h"

#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <thread>

const mach_port_t kIOMainPortDefault = 0;

// The object behind a handle, so that leaked handles show up among the live objects.
@interface IODoubleObject : NSObject
@end
@implementation IODoubleObject
@end

namespace {

constexpr const char *kGpuClasses[] = {"IOAccelerator", "AGXAccelerator"};
NSString *const kClassKey = @"IOProviderClass";
NSString *const kIdKey = @"IORegistryEntryID";

class Handles {
public:
  // `entries`: how many results IOIteratorNext returns.
  io_object_t Make(int entries) {
    const std::lock_guard lock(mutex_);
    objects_[++last_] = {[IODoubleObject new], entries};
    return last_;
  }

  bool Release(io_object_t handle) {
    const std::lock_guard lock(mutex_);
    return objects_.erase(handle) > 0;
  }

  bool TakeEntry(io_object_t iterator) {
    const std::lock_guard lock(mutex_);
    const auto found = objects_.find(iterator);
    return found != objects_.end() && found->second.entries-- > 0;
  }

private:
  struct Handle {
    IODoubleObject *object;
    int entries;
  };
  std::mutex mutex_;
  io_object_t last_ = 0;
  std::map<io_object_t, Handle> objects_;
};

Handles &AllHandles() {
  static auto *const handles = new Handles;
  return *handles;
}

bool IsGpu(NSDictionary *matching) {
  NSNumber *identifier = matching[kIdKey];
  if (identifier)
    return identifier.unsignedLongLongValue == MTLCreateSystemDefaultDevice().registryID;
  NSString *name = matching[kClassKey];
  for (const char *known : kGpuClasses)
    if (name && std::strcmp(name.UTF8String, known) == 0)
      return true;
  return false;
}

// TILESCOPE_DOUBLE_GPU_CORES: the number of GPU cores, or "absent"; by default that of CPU cores, if the GPU
// is one that lists it.
NSNumber *CoreCount() {
  const char *given = std::getenv("TILESCOPE_DOUBLE_GPU_CORES");
  if (!given)
    return metal_double::PresentGpu().has_core_count ? @(std::thread::hardware_concurrency()) : nil;
  return std::strcmp(given, "absent") == 0 ? nil : @(std::atoi(given));
}

} // namespace

CFMutableDictionaryRef IOServiceMatching(const char *name) {
  NSString *const text = [NSString stringWithUTF8String:name];
  return (__bridge_retained CFMutableDictionaryRef)[@{kClassKey : text} mutableCopy];
}

CFMutableDictionaryRef IORegistryEntryIDMatching(uint64_t entryID) {
  return (__bridge_retained CFMutableDictionaryRef)[@{kIdKey : @(entryID)} mutableCopy];
}

io_service_t IOServiceGetMatchingService(mach_port_t, CFDictionaryRef matching) {
  NSDictionary *const wanted = (__bridge_transfer NSDictionary *)matching;
  return IsGpu(wanted) ? AllHandles().Make(0) : IO_OBJECT_NULL;
}

kern_return_t IOServiceGetMatchingServices(mach_port_t, CFDictionaryRef matching, io_iterator_t *existing) {
  NSDictionary *const wanted = (__bridge_transfer NSDictionary *)matching;
  *existing = AllHandles().Make(IsGpu(wanted) ? 1 : 0);
  return KERN_SUCCESS;
}

io_object_t IOIteratorNext(io_iterator_t iterator) {
  return AllHandles().TakeEntry(iterator) ? AllHandles().Make(0) : IO_OBJECT_NULL;
}

kern_return_t IOObjectRelease(io_object_t object) {
  return AllHandles().Release(object) ? KERN_SUCCESS : KERN_INVALID_ARGUMENT;
}

kern_return_t IORegistryEntryGetRegistryEntryID(io_registry_entry_t, uint64_t *entryID) {
  *entryID = MTLCreateSystemDefaultDevice().registryID;
  return KERN_SUCCESS;
}

CFTypeRef IORegistryEntryCreateCFProperty(io_registry_entry_t, CFStringRef key, CFAllocatorRef,
                                          IOOptionBits) {
  if (![(__bridge NSString *)key isEqualToString:@"gpu-core-count"])
    return nullptr;
  return (__bridge_retained CFTypeRef)CoreCount();
}

CFTypeRef IORegistryEntrySearchCFProperty(io_registry_entry_t entry, const char *, CFStringRef key,
                                          CFAllocatorRef allocator, IOOptionBits options) {
  return IORegistryEntryCreateCFProperty(entry, key, allocator, options);
}
