#pragma once
#include "backend.h"

#import <Metal/Metal.h>

#include <condition_variable>
#include <mutex>

namespace tilescope {

// Command buffers of one queue, committed one after another. What they use is kept alive until they have
// completed, even if nobody waits for that any more.
class Submission : public std::enable_shared_from_this<Submission> {
public:
  using Clock = std::chrono::steady_clock;

  // Nothing is committed yet. If there is an `untimed` command buffer, it precedes the others.
  static std::shared_ptr<Submission> Begin(id<MTLCommandBuffer> first, std::shared_ptr<const void> keep,
                                           id<MTLCommandBuffer> untimed = nil);

  // Commits the untimed command buffer, if there is one, without waiting for the first commit. For MPSGraph,
  // which may commit by itself.
  void CommitUntimed();
  // The command buffer to encode into.
  id<MTLCommandBuffer> Current() const { return commands_.back(); }
  // To be called once the current command buffer has been committed, by Commit() or by MPSGraph.
  void Continue(id<MTLCommandBuffer> next);
  void Commit();

  // Whether all but `left` of what Commit() committed have completed; waits for it up to `patience`, or
  // indefinitely if that is 0. If none is left, what MPSGraph committed has completed too.
  bool WaitFor(size_t left, std::chrono::milliseconds patience);
  // Whether a completed command buffer failed.
  bool HasFailed() const;

  // The timing once everything has completed, without encoder_ns. The GPU's time is that in which any of the
  // command buffers ran after the untimed one: gaps between them do not count. The wall time is from the
  // first commit or from the end of the untimed command buffer, whichever is later, to the end of the last
  // one; both ends are noticed by completed handlers, after the same delay. Throws the errors of
  // CommandBufferError.
  Timing Finish() const;

private:
  Submission(id<MTLCommandBuffer> first, std::shared_ptr<const void> keep, id<MTLCommandBuffer> untimed)
      : keep_(std::move(keep)), untimed_(untimed), commands_{first} {}
  void Start(Clock::time_point start);
  void CommitOne(id<MTLCommandBuffer> commands, Clock::time_point &ended);
  void End(id<MTLCommandBuffer> commands, Clock::time_point &ended);

  const std::shared_ptr<const void> keep_;
  id<MTLCommandBuffer> untimed_; // nil if there is none
  std::vector<id<MTLCommandBuffer>> commands_;
  const Clock::time_point begun_ = Clock::now();
  bool has_started_ = false, untimed_is_committed_ = false;

  mutable std::mutex mutex_; // guards what follows
  std::condition_variable changed_;
  size_t pending_ = 0;
  bool has_failed_ = false;
  Clock::time_point start_, untimed_end_, end_;
};

// Commits and waits, and throws if the command buffer failed or, with TIMED_OUT, did not complete. For work
// outside any measurement.
Timing CommitAndWait(id<MTLCommandBuffer> commands);

} // namespace tilescope
