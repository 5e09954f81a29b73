#pragma once
#include "worker.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace tilescope {

// A barrier for the members of a team between dispatches. They spin for a while first, because the wait is
// usually much shorter than a wake-up.
class TeamBarrier {
public:
  explicit TeamBarrier(uint32_t members) : members_(members) {}

  // Returns when all members have called it. The last one runs `then` first.
  template <class Then> void Wait(const Then &then) {
    const uint32_t round = round_.load(std::memory_order_relaxed);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == members_) {
      arrived_.store(0, std::memory_order_relaxed);
      then();
      round_.store(round + 1, std::memory_order_release);
      round_.notify_all();
    } else {
      WaitForEndOf(round);
    }
  }

private:
  void WaitForEndOf(uint32_t round);

  const uint32_t members_;
  std::atomic<uint32_t> arrived_{0};
  std::atomic<uint32_t> round_{0};
};

// The threads that run kernels: the calling thread and as many persistent helpers as needed. Each has its own
// worker.
class Team {
public:
  Team() = default;
  ~Team();
  Team(const Team &) = delete;
  Team &operator=(const Team &) = delete;

  // Runs `job` once on each of `members` threads, including the calling one, and returns when all have
  // finished. One call at a time; `job` must not throw.
  void Run(uint32_t members, const std::function<void(Worker &)> &job);

private:
  void Help(uint32_t helper);
  void Grow(uint32_t members);

  std::vector<std::unique_ptr<Worker>> workers_; // the first is the calling thread's
  std::vector<std::thread> helpers_;
  std::mutex mutex_;
  std::condition_variable started_;
  std::condition_variable finished_;
  const std::function<void(Worker &)> *job_ = nullptr;
  uint64_t run_ = 0;
  uint32_t wanted_ = 0;
  uint32_t busy_ = 0;
  bool stopping_ = false;
};

} // namespace tilescope
