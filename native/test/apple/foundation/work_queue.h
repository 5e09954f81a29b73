#pragma once
#include <functional>
#include <memory>

namespace foundation_double {

// Runs jobs in the order in which they come, on threads of its own; with more than one thread, several at
// once. Each job has an autorelease pool. When it is destroyed what waits is still run, but not waited for.
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

// A thread for each processor, for whatever may run at once; never destroyed.
WorkQueue &SharedWorkQueue();

} // namespace foundation_double
