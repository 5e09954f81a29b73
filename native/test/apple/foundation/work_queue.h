#pragma once
#include <functional>
#include <memory>

namespace foundation_double {

// Runs jobs in order on its own threads; with more than one thread, several at once. Each job has an
// autorelease pool. On destruction, pending jobs still run but are not waited for.
class WorkQueue {
public:
  explicit WorkQueue(unsigned threads);
  ~WorkQueue();
  WorkQueue(const WorkQueue &) = delete;
  WorkQueue &operator=(const WorkQueue &) = delete;

  void Post(std::function<void()> job);

private:
  struct State;
  static void Serve(const std::shared_ptr<State> &state);

  std::shared_ptr<State> state_;
};

// One thread per processor, for jobs that may run concurrently; never destroyed.
WorkQueue &SharedWorkQueue();

} // namespace foundation_double
