#pragma once
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <vector>

namespace tilescope {

// When the time is up, interrupts the threads under watch again and again with kSignal until it is destroyed:
// a lane that is in the kernel's own code is given up (fault.h), in the middle of a loop without end too.
class Watchdog {
public:
  static constexpr int kSignal = SIGVTALRM;

  explicit Watchdog(std::chrono::milliseconds patience);
  ~Watchdog();
  Watchdog(const Watchdog &) = delete;
  Watchdog &operator=(const Watchdog &) = delete;

  // The calling thread, which must outlive this.
  void WatchThisThread();

private:
  void Wait(std::chrono::milliseconds patience);

  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::vector<pthread_t> threads_;
  std::thread thread_;
};

} // namespace tilescope
