#include "work_queue.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

extern "C" {
size_t objc_autoreleasePoolPush();
void objc_autoreleasePoolPop(size_t depth);
}

namespace foundation_double {

struct WorkQueue::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<void()>> jobs;
  bool ending = false;
};

WorkQueue::WorkQueue(unsigned threads) : state_(std::make_shared<State>()) {
  // Detached, because a job may hang forever and must not keep the process from ending.
  for (unsigned i = 0; i < threads; i++)
    std::thread([state = state_] { Serve(state); }).detach();
}

WorkQueue::~WorkQueue() {
  const std::lock_guard lock(state_->mutex);
  state_->ending = true;
  state_->changed.notify_all();
}

void WorkQueue::Post(std::function<void()> job) {
  const std::lock_guard lock(state_->mutex);
  state_->jobs.push_back(std::move(job));
  state_->changed.notify_one();
}

void WorkQueue::Serve(const std::shared_ptr<State> &state) {
  for (;;) {
    std::unique_lock lock(state->mutex);
    state->changed.wait(lock, [&] { return state->ending || !state->jobs.empty(); });
    if (state->jobs.empty())
      return;
    std::function<void()> job = std::move(state->jobs.front());
    state->jobs.pop_front();
    lock.unlock();
    const size_t pool = objc_autoreleasePoolPush();
    job();
    job = nullptr;
    objc_autoreleasePoolPop(pool);
  }
}

WorkQueue &SharedWorkQueue() {
  static auto *const shared = new WorkQueue(std::max(2u, std::thread::hardware_concurrency()));
  return *shared;
}

} // namespace foundation_double
