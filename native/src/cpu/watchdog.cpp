#include "watchdog.h"

namespace tilescope {
namespace {

// A signal that arrives while a thread is outside the kernel is ignored, so signals are sent repeatedly.
constexpr std::chrono::milliseconds kInterval{2};

} // namespace

Watchdog::Watchdog(std::chrono::milliseconds limit) : thread_([this, limit] { Wait(limit); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_one();
  thread_.join();
}

void Watchdog::WatchThisThread() {
  const std::lock_guard lock(mutex_);
  threads_.push_back(pthread_self());
}

void Watchdog::Wait(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  const auto ended = [this] { return end_; };
  for (auto wait = limit; !ended_.wait_for(lock, wait, ended); wait = kInterval)
    for (const pthread_t thread : threads_)
      pthread_kill(thread, kSignal);
}

} // namespace tilescope
