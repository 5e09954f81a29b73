// Grand Central Dispatch: semaphores, groups and queues.
#import <Foundation/Foundation.h>

#include "work_queue.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

using foundation_double::WorkQueue;
using Clock = std::chrono::steady_clock;

namespace {

// A count that threads can wait for.
class Count {
public:
  explicit Count(intptr_t value) : value_(value) {}

  void Add(intptr_t amount) {
    const std::lock_guard lock(mutex_);
    value_ += amount;
    changed_.notify_all();
  }

  // Waits until `is_right` holds and then applies `then` atomically. False on timeout.
  template <class Right, class Then>
  bool Wait(dispatch_time_t timeout, const Right &is_right, const Then &then) {
    std::unique_lock lock(mutex_);
    const auto right = [&] { return is_right(value_); };
    if (timeout == DISPATCH_TIME_FOREVER)
      changed_.wait(lock, right);
    else if (!changed_.wait_until(lock, Clock::time_point(std::chrono::nanoseconds(timeout)), right))
      return false;
    then(value_);
    return true;
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  intptr_t value_;
};

} // namespace

@interface OS_dispatch_semaphore : NSObject <OS_dispatch_semaphore> {
@public
  std::optional<Count> _count;
}
@end
@implementation OS_dispatch_semaphore
@end

@interface OS_dispatch_group : NSObject <OS_dispatch_group> {
@public
  std::optional<Count> _count;
}
@end
@implementation OS_dispatch_group
@end

@interface OS_dispatch_queue : NSObject <OS_dispatch_queue> {
@public
  std::optional<WorkQueue> _own;
}
@property(readonly) WorkQueue *work;
@end
@implementation OS_dispatch_queue
- (WorkQueue *)work {
  return _own ? &*_own : &foundation_double::SharedWorkQueue();
}
@end

dispatch_time_t dispatch_time(dispatch_time_t when, int64_t delta) {
  if (when == DISPATCH_TIME_FOREVER)
    return when;
  const auto now = static_cast<dispatch_time_t>(Clock::now().time_since_epoch().count());
  return (when == DISPATCH_TIME_NOW ? now : when) + static_cast<dispatch_time_t>(delta);
}

dispatch_semaphore_t dispatch_semaphore_create(intptr_t value) {
  OS_dispatch_semaphore *semaphore = [OS_dispatch_semaphore new];
  semaphore->_count.emplace(value);
  return semaphore;
}

intptr_t dispatch_semaphore_signal(dispatch_semaphore_t semaphore) {
  ((OS_dispatch_semaphore *)semaphore)->_count->Add(1);
  return 0;
}

intptr_t dispatch_semaphore_wait(dispatch_semaphore_t semaphore, dispatch_time_t timeout) {
  const auto is_free = [](intptr_t value) { return value > 0; };
  const auto take = [](intptr_t &value) { value--; };
  return ((OS_dispatch_semaphore *)semaphore)->_count->Wait(timeout, is_free, take) ? 0 : 1;
}

dispatch_group_t dispatch_group_create(void) {
  OS_dispatch_group *group = [OS_dispatch_group new];
  group->_count.emplace(0);
  return group;
}

void dispatch_group_enter(dispatch_group_t group) { ((OS_dispatch_group *)group)->_count->Add(1); }
void dispatch_group_leave(dispatch_group_t group) { ((OS_dispatch_group *)group)->_count->Add(-1); }

intptr_t dispatch_group_wait(dispatch_group_t group, dispatch_time_t timeout) {
  const auto is_empty = [](intptr_t value) { return value == 0; };
  return ((OS_dispatch_group *)group)->_count->Wait(timeout, is_empty, [](intptr_t &) {}) ? 0 : 1;
}

dispatch_queue_t dispatch_queue_create(const char *, dispatch_queue_attr_t) {
  OS_dispatch_queue *queue = [OS_dispatch_queue new];
  queue->_own.emplace(1u);
  return queue;
}

dispatch_queue_t dispatch_get_global_queue(intptr_t, uintptr_t) {
  static OS_dispatch_queue *const shared = [OS_dispatch_queue new];
  return shared;
}

void dispatch_async(dispatch_queue_t queue, dispatch_block_t block) {
  dispatch_block_t kept = [block copy];
  ((OS_dispatch_queue *)queue).work->Post([kept] { kept(); });
}

void dispatch_sync(dispatch_queue_t queue, dispatch_block_t block) {
  dispatch_semaphore_t done = dispatch_semaphore_create(0);
  dispatch_async(queue, ^{
    block();
    dispatch_semaphore_signal(done);
  });
  dispatch_semaphore_wait(done, DISPATCH_TIME_FOREVER);
}
