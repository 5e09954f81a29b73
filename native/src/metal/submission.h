#pragma once
#include "backend.h"
#include "command_buffers.h"

#include <condition_variable>
#include <mutex>

namespace tilescope {

// Command buffers on their way through the GPU. Whatever they use is kept until
// they have ended, also when nobody waits for that any more.
class Submission {
public:
  using Clock = std::chrono::steady_clock;

  // Commits the last of the command buffers. If there are others, work began
  // while it was encoded, and its wall time counts from `encoding_began`.
  // `keep` is let go of when all have ended.
  static std::shared_ptr<Submission> Commit(CommandBuffers commands, std::shared_ptr<const void> keep,
                                            Clock::time_point encoding_began);

  // Whether they have ended; waits for that at most so long, or for ever (0).
  bool WaitFor(std::chrono::milliseconds patience);

  // Of command buffers that have ended: how long they took, without
  // Timing::encoder_ns. Throws as CommandBufferError says.
  Timing Finish() const;

private:
  Submission(CommandBuffers commands, std::shared_ptr<const void> keep)
      : commands_(std::move(commands)), keep_(std::move(keep)) {}
  void End();

  const CommandBuffers commands_;
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
