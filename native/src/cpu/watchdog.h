#pragma once
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <vector>

namespace tilescope {

// Once the time limit expires, interrupts the watched threads with kSignal repeatedly until it is destroyed.
// A lane that is in the kernel's own code is then aborted (see fault.h), even in an endless loop.
class Watchdog {
public:
  static constexpr int kSignal = SIGVTALRM;

  explicit Watchdog(std::chrono::milliseconds limit);
  ~Watchdog();
  Watchdog(const Watchdog &) = delete;
  Watchdog &operator=(const Watchdog &) = delete;

  // Watches the calling thread, which must outlive this object.
  void WatchThisThread();

private:
  void Wait(std::chrono::milliseconds limit);

  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::vector<pthread_t> threads_;
  std::thread thread_;
};

} // namespace tilescope
