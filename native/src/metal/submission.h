#pragma once
#include "backend.h"

#import <Metal/Metal.h>

#include <condition_variable>
#include <mutex>

namespace tilescope {

// Command buffers on their way through the GPU. Whatever they use is kept until
// they have ended, also when nobody waits for that any more.
class Submission {
public:
  // Commits `last`, with which the work ends that began in `first`; they may be
  // one. `keep` is let go of when they have ended.
  static std::shared_ptr<Submission> Commit(id<MTLCommandBuffer> first, id<MTLCommandBuffer> last,
                                            std::shared_ptr<const void> keep);

  // Whether they have ended; waits for that at most so long, or for ever (0).
  bool WaitFor(std::chrono::milliseconds patience);

  // Of command buffers that have ended: how long they took, without
  // Timing::encoder_ns. Throws as CommandBufferError says.
  Timing Finish() const;

private:
  Submission(id<MTLCommandBuffer> first, id<MTLCommandBuffer> last, std::shared_ptr<const void> keep)
      : first_(first), last_(last), keep_(std::move(keep)) {}
  void End();

  using Clock = std::chrono::steady_clock;

  const id<MTLCommandBuffer> first_, last_;
  std::shared_ptr<const void> keep_;
  Clock::time_point start_, end_;
  std::mutex mutex_;
  std::condition_variable ended_changed_;
  bool ended_ = false;
};

// Commits, waits for the end as long as the system lets it run, and throws what
// went wrong: for copies outside of any measurement. TIMED_OUT after a while.
void CommitAndWait(id<MTLCommandBuffer> commands);

} // namespace tilescope
