#include "residency_set.h"

#include <algorithm>
#include <mutex>
#include <vector>

// Changes take effect when they are committed.
@implementation MTLDoubleResidencySet {
  std::mutex _mutex;
  std::vector<id<MTLAllocation>> _pending, _committed;
}
@synthesize device = _device, label = _label;

- (instancetype)initWithDevice:(id<MTLDevice>)device descriptor:(MTLResidencySetDescriptor *)descriptor {
  _device = device;
  _label = [descriptor.label copy];
  return self;
}
- (void)addAllocation:(id<MTLAllocation>)allocation {
  const std::lock_guard lock(_mutex);
  if (std::find(_pending.begin(), _pending.end(), allocation) == _pending.end())
    _pending.push_back(allocation);
}
- (void)addAllocations:(const id<MTLAllocation>[])allocations count:(NSUInteger)count {
  for (NSUInteger i = 0; i < count; i++)
    [self addAllocation:allocations[i]];
}
- (void)removeAllocation:(id<MTLAllocation>)allocation {
  const std::lock_guard lock(_mutex);
  std::erase(_pending, allocation);
}
- (void)removeAllAllocations {
  const std::lock_guard lock(_mutex);
  _pending.clear();
}
- (void)commit {
  const std::lock_guard lock(_mutex);
  _committed = _pending;
}
- (BOOL)containsAllocation:(id<MTLAllocation>)anAllocation {
  const std::lock_guard lock(_mutex);
  return std::find(_committed.begin(), _committed.end(), anAllocation) != _committed.end();
}
- (NSUInteger)allocationCount {
  const std::lock_guard lock(_mutex);
  return _committed.size();
}
- (uint64_t)allocatedSize {
  const std::lock_guard lock(_mutex);
  uint64_t bytes = 0;
  for (id<MTLAllocation> allocation : _committed)
    bytes += allocation.allocatedSize;
  return bytes;
}
// The double's memory is always resident.
- (void)requestResidency {
}
- (void)endResidency {
}
@end
