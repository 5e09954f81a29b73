#include "command_queue.h"

#include "../foundation/work_queue.h"
#include "command_buffer.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

@implementation MTLDoubleCommandQueue {
  std::mutex _mutex;
  std::deque<MTLDoubleCommandBuffer *> _order;
  NSMutableArray<id<MTLResidencySet>> *_residencySets;
  std::optional<foundation_double::WorkQueue> _thread;
  std::condition_variable _completed;
  NSUInteger _most, _uncompleted;
}
@synthesize device = _device, label = _label;

- (instancetype)initWithDevice:(id<MTLDevice>)device count:(NSUInteger)count {
  _device = device;
  _most = count;
  _residencySets = [NSMutableArray array];
  _thread.emplace(1u);
  return self;
}
- (id<MTLCommandBuffer>)commandBuffer {
  return [self commandBufferWithDescriptor:[MTLCommandBufferDescriptor new]];
}
- (id<MTLCommandBuffer>)commandBufferWithUnretainedReferences {
  MTLCommandBufferDescriptor *descriptor = [MTLCommandBufferDescriptor new];
  descriptor.retainedReferences = NO;
  return [self commandBufferWithDescriptor:descriptor];
}
- (id<MTLCommandBuffer>)commandBufferWithDescriptor:(MTLCommandBufferDescriptor *)descriptor {
  {
    std::unique_lock lock(_mutex);
    _completed.wait(lock, [&] { return self->_uncompleted < self->_most; });
    _uncompleted++;
  }
  return [[MTLDoubleCommandBuffer alloc] initWithQueue:self descriptor:descriptor];
}
- (void)forgetOne {
  const std::lock_guard lock(_mutex);
  _uncompleted--;
  _completed.notify_all();
}
- (void)enqueue:(MTLDoubleCommandBuffer *)commands {
  const std::lock_guard lock(_mutex);
  _order.push_back(commands);
}
- (void)executeCommitted {
  _thread->Post([self] {
    for (;;) {
      MTLDoubleCommandBuffer *next;
      {
        const std::lock_guard lock(self->_mutex);
        if (self->_order.empty() || self->_order.front().status < MTLCommandBufferStatusCommitted)
          return;
        next = self->_order.front();
        self->_order.pop_front();
      }
      [next execute];
    }
  });
}
- (void)addResidencySet:(id<MTLResidencySet>)residencySet {
  const std::lock_guard lock(_mutex);
  if (![_residencySets containsObject:residencySet])
    [_residencySets addObject:residencySet];
}
- (void)removeResidencySet:(id<MTLResidencySet>)residencySet {
  const std::lock_guard lock(_mutex);
  NSMutableArray *rest = [NSMutableArray array];
  for (id<MTLResidencySet> each in _residencySets)
    if (each != residencySet)
      [rest addObject:each];
  _residencySets = rest;
}
- (NSArray<id<MTLResidencySet>> *)residencySets {
  const std::lock_guard lock(_mutex);
  return [_residencySets copy];
}
@end
