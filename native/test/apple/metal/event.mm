#include "event.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

@implementation MTLDoubleEvent {
  std::mutex _mutex;
  std::condition_variable _changed;
  uint64_t _value;
}
@synthesize device = _device, label = _label;

- (instancetype)initWithDevice:(id<MTLDevice>)device {
  _device = device;
  return self;
}
- (void)signal:(uint64_t)value {
  const std::lock_guard lock(_mutex);
  _value = std::max(_value, value);
  _changed.notify_all();
}
- (void)waitFor:(uint64_t)value {
  std::unique_lock lock(_mutex);
  _changed.wait(lock, [&] { return self->_value >= value; });
}
@end
