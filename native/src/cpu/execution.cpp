#include "execution.h"

#include "error.h"
#include "watchdog.h"

#include <algorithm>
#include <chrono>

namespace tilescope {
namespace {

using Clock = std::chrono::steady_clock;

// Threadgroups are handed out in runs short enough to keep the threads evenly loaded until the end of the
// grid. Kernels without synchronisation have cheap threadgroups and so get longer runs.
constexpr uint64_t kRunsPerThread = 16;
constexpr uint64_t kLongestRunOfFibers = 8;
constexpr uint64_t kLongestRunOfLoops = 1024;

class Runner {
public:
  Runner(const Execution &execution, uint32_t threads)
      : execution_(execution), threads_(threads), barrier_(threads) {
    if (execution.timeout.count() > 0)
      watchdog_.emplace(execution.timeout);
  }

  // Runs on each thread of the team. All walk through the same list and meet before the first dispatch and
  // after each.
  void Run(Worker &worker) {
    if (watchdog_)
      watchdog_->WatchThisThread();
    barrier_.Wait([&] { start_ = Clock::now(); });
    for (uint32_t i = 0; i < execution_.duplicates; i++) {
      for (const Dispatch &dispatch : execution_.rotation[i % execution_.rotation.size()].dispatches) {
        TakePart(worker, dispatch);
        barrier_.Wait([&] {
          end_ = Clock::now();
          next_group_ = 0;
          halted_ = failed_.load();
        });
        if (halted_)
          return;
      }
    }
  }

  Timing Finish() const {
    if (failure_)
      throw *failure_;
    return {.wall_ns = static_cast<uint64_t>(std::chrono::nanoseconds(end_ - start_).count()),
            .gpu_ns = {},
            .encoder_ns = {}};
  }

private:
  void TakePart(Worker &worker, const Dispatch &dispatch) {
    try {
      worker.Begin(dispatch, nullptr);
      RunShare(worker, dispatch);
    } catch (const Error &error) {
      const std::lock_guard lock(failure_mutex_);
      if (!failure_)
        failure_ = error;
      failed_ = true;
    }
  }

  void RunShare(Worker &worker, const Dispatch &dispatch) {
    const Extent3 groups = dispatch.Threadgroups();
    const uint64_t count = groups.Count();
    const bool loops = static_cast<const CpuKernel &>(*dispatch.kernel).Loop();
    const uint64_t run = std::clamp<uint64_t>(count / (threads_ * kRunsPerThread), 1,
                                              loops ? kLongestRunOfLoops : kLongestRunOfFibers);
    for (;;) {
      const uint64_t first = next_group_.fetch_add(run, std::memory_order_relaxed);
      const uint64_t end = std::min(first + run, count);
      for (uint64_t i = first; i < end;) {
        if (failed_.load(std::memory_order_relaxed))
          return;
        execution_.ThrowIfCancelled();
        const auto x = static_cast<uint32_t>(i % groups.x);
        const auto together = static_cast<uint32_t>(std::min<uint64_t>(worker.Together(x), end - i));
        worker.RunThreadgroup(x, static_cast<uint32_t>(i / groups.x % groups.y),
                              static_cast<uint32_t>(i / groups.x / groups.y), together);
        i += together;
      }
      if (first + run >= count)
        return;
    }
  }

  const Execution &execution_;
  const uint32_t threads_;
  TeamBarrier barrier_;
  std::optional<Watchdog> watchdog_;
  Clock::time_point start_, end_;
  std::atomic<uint64_t> next_group_{0};
  std::atomic<bool> failed_{false};
  bool halted_ = false; // written only while all threads wait at the barrier
  std::mutex failure_mutex_;
  std::optional<Error> failure_;
};

} // namespace

Timing RunExecution(Team &team, const Execution &execution) {
  // Threads without a threadgroup to run would only delay the others.
  uint64_t most_groups = 1;
  for (const Dispatch &dispatch : execution.rotation.front().dispatches)
    most_groups = std::max(most_groups, dispatch.Threadgroups().Count());
  const auto threads = static_cast<uint32_t>(std::min<uint64_t>(execution.threads, most_groups));
  Runner runner(execution, threads);
  team.Run(threads, [&](Worker &worker) { runner.Run(worker); });
  return runner.Finish();
}

} // namespace tilescope
