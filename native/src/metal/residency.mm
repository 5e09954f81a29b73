#include "residency.h"

#include <mutex>

namespace tilescope {
namespace {

class NoResidency : public Residency {
public:
  void Add(id<MTLBuffer>) override {}
  void Remove(id<MTLBuffer>) override {}
};

class API_AVAILABLE(macos(15.0)) ResidencySet : public Residency {
public:
  explicit ResidencySet(id<MTLResidencySet> set) : set_(set) {}

  void Add(id<MTLBuffer> buffer) override {
    const std::lock_guard lock(mutex_);
    [set_ addAllocation:buffer];
    try {
      [set_ commit];
      [set_ requestResidency];
    } catch (...) {
      [set_ removeAllocation:buffer]; // otherwise the set would keep it for good
      throw;
    }
  }

  void Remove(id<MTLBuffer> buffer) override {
    const std::lock_guard lock(mutex_);
    [set_ removeAllocation:buffer];
    [set_ commit];
  }

private:
  std::mutex mutex_; // buffers are added and removed on several threads
  id<MTLResidencySet> set_;
};

// Every GPU declares the methods, but old and virtual ones do not implement them. Metal 3 is what MLX asks
// for.
API_AVAILABLE(macos(15.0)) bool HasResidencySets(id<MTLCommandQueue> queue) {
  id<MTLDevice> device = queue.device;
  return [device supportsFamily:MTLGPUFamilyMetal3] &&
         [device respondsToSelector:@selector(newResidencySetWithDescriptor:error:)] &&
         [queue respondsToSelector:@selector(addResidencySet:)];
}

} // namespace

std::shared_ptr<Residency> Residency::Make(id<MTLCommandQueue> queue) {
  if (@available(macOS 15.0, *)) {
    if (!HasResidencySets(queue))
      return std::make_shared<NoResidency>();
    MTLResidencySetDescriptor *descriptor = [[MTLResidencySetDescriptor alloc] init];
    descriptor.label = @"tilescope";
    id<MTLResidencySet> set = [queue.device newResidencySetWithDescriptor:descriptor error:nil];
    if (set) {
      [queue addResidencySet:set];
      return std::make_shared<ResidencySet>(set);
    }
  }
  return std::make_shared<NoResidency>();
}

} // namespace tilescope
