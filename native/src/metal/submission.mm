#include "submission.h"

#include "command_buffer_error.h"
#include "error.h"
#include "pool.h"

#include <algorithm>
#include <utility>

namespace tilescope {
namespace {

void ThrowIfFailed(id<MTLCommandBuffer> commands) {
  if (commands.status == MTLCommandBufferStatusError)
    throw CommandBufferError(commands.error);
}

// The seconds after `since` in which the GPU ran any of the command buffers, which may overlap; nothing if
// Metal recorded no times.
std::optional<double> BusySeconds(const std::vector<id<MTLCommandBuffer>> &all, CFTimeInterval since) {
  CFTimeInterval busy = 0, until = since;
  for (id<MTLCommandBuffer> commands : all) {
    const CFTimeInterval began = commands.GPUStartTime, ended = commands.GPUEndTime;
    if (began <= 0 || ended < began)
      return std::nullopt;
    busy += std::max(0.0, ended - std::max(began, until));
    until = std::max(until, ended);
  }
  return busy > 0 ? std::optional(busy) : std::nullopt;
}

} // namespace

std::shared_ptr<Submission> Submission::Begin(id<MTLCommandBuffer> first, std::shared_ptr<const void> keep,
                                              id<MTLCommandBuffer> untimed) {
  return std::shared_ptr<Submission>(new Submission(first, std::move(keep), untimed));
}

void Submission::CommitUntimed() {
  if (untimed_ && !std::exchange(untimed_is_committed_, true))
    CommitOne(untimed_, untimed_end_);
}

void Submission::Continue(id<MTLCommandBuffer> next) {
  Start(begun_);
  commands_.push_back(next);
}

void Submission::Commit() {
  Start(Clock::now());
  CommitOne(Current(), end_);
}

void Submission::Start(Clock::time_point start) {
  if (std::exchange(has_started_, true))
    return;
  start_ = start;
  CommitUntimed();
}

void Submission::CommitOne(id<MTLCommandBuffer> commands, Clock::time_point &ended) {
  {
    const std::lock_guard lock(mutex_);
    pending_++;
  }
  // The block keeps the submission alive until Metal has called and released it.
  const auto submission = shared_from_this();
  Clock::time_point *const when = &ended;
  try {
    [commands addCompletedHandler:^(id<MTLCommandBuffer> completed) {
      submission->End(completed, *when);
    }];
    [commands commit];
  } catch (...) {
    {
      const std::lock_guard lock(mutex_);
      pending_--;
    }
    // They own the block, which is never called and owns the submission.
    commands_.clear();
    untimed_ = nil;
    throw;
  }
}

void Submission::End(id<MTLCommandBuffer> commands, Clock::time_point &ended) {
  const auto now = Clock::now();
  bool failed = true;
  TryInPool([&] { failed = commands.status == MTLCommandBufferStatusError; });
  {
    const std::lock_guard lock(mutex_);
    ended = now;
    pending_--;
    has_failed_ |= failed;
  }
  changed_.notify_all();
}

bool Submission::WaitFor(size_t left, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  const auto reached = [&] { return pending_ <= left; };
  if (patience.count() == 0)
    changed_.wait(lock, reached);
  else if (!changed_.wait_for(lock, patience, reached))
    return false;
  lock.unlock();
  // Those before the last one may be MPSGraph's, which have no handler: it is too late for one.
  if (left == 0 && !commands_.empty())
    for (size_t i = 0; i < commands_.size() - 1; i++)
      [commands_[i] waitUntilCompleted];
  return true;
}

bool Submission::HasFailed() const {
  const std::lock_guard lock(mutex_);
  return has_failed_;
}

Timing Submission::Finish() const {
  ThrowIfFailed(untimed_);
  for (id<MTLCommandBuffer> commands : commands_)
    ThrowIfFailed(commands);
  Timing timing{};
  // Metal does not say whether a command buffer has started while it waits for an event: for the untimed one.
  if (const auto busy = BusySeconds(commands_, untimed_.GPUEndTime))
    timing.gpu_ns = static_cast<uint64_t>(*busy * 1e9);
  const std::lock_guard lock(mutex_);
  const auto wall = std::chrono::nanoseconds(end_ - std::max(start_, untimed_end_)).count();
  // A handler that was called late must not make the wall time shorter than the work.
  timing.wall_ns = std::max(static_cast<uint64_t>(std::max<int64_t>(wall, 0)), timing.gpu_ns.value_or(0));
  return timing;
}

Timing CommitAndWait(id<MTLCommandBuffer> commands) {
  constexpr std::chrono::seconds kPatience{30};
  const auto submission = Submission::Begin(commands, nullptr);
  submission->Commit();
  if (!submission->WaitFor(0, kPatience))
    throw Error("TIMED_OUT", "The GPU did not complete a command buffer within 30 seconds");
  return submission->Finish();
}

} // namespace tilescope
