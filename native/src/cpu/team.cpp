#include "team.h"

#include "current_lane.h"
#include "fault.h"

namespace tilescope {
namespace {

// About 20 microseconds, on the order of a wake-up's cost.
constexpr int kSpins = 2000;

void Pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

void Do(const std::function<void(Worker &)> &job, Worker &worker) {
  const FaultScope faults;
  SetCurrentLane(worker.OwnContext());
  job(worker);
  SetCurrentLane(nullptr);
}

} // namespace

void TeamBarrier::WaitForEndOf(uint32_t round) {
  for (int i = 0; i < kSpins; i++) {
    if (round_.load(std::memory_order_acquire) != round)
      return;
    Pause();
  }
  round_.wait(round, std::memory_order_acquire);
}

Team::~Team() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  started_.notify_all();
  for (std::thread &helper : helpers_)
    helper.join();
}

void Team::Grow(uint32_t members) {
  while (workers_.size() < members) {
    workers_.push_back(std::make_unique<Worker>());
    if (workers_.size() > 1)
      helpers_.emplace_back(&Team::Help, this, static_cast<uint32_t>(workers_.size() - 1));
  }
}

void Team::Run(uint32_t members, const std::function<void(Worker &)> &job) {
  {
    const std::lock_guard lock(mutex_);
    Grow(members);
    job_ = &job;
    wanted_ = busy_ = members - 1;
    run_++;
  }
  started_.notify_all();
  Do(job, *workers_[0]);
  std::unique_lock lock(mutex_);
  finished_.wait(lock, [&] { return busy_ == 0; });
}

void Team::Help(uint32_t helper) {
  uint64_t last_run = 0;
  for (;;) {
    const std::function<void(Worker &)> *job;
    Worker *worker;
    {
      std::unique_lock lock(mutex_);
      started_.wait(lock, [&] { return stopping_ || run_ != last_run; });
      if (stopping_)
        return;
      last_run = run_;
      if (helper > wanted_)
        continue;
      job = job_;
      worker = workers_[helper].get();
    }
    Do(*job, *worker);
    const std::lock_guard lock(mutex_);
    if (--busy_ == 0)
      finished_.notify_one();
  }
}

} // namespace tilescope
