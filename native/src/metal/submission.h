#pragma once
#include "backend.h"
#include "command_buffers.h"

#include <condition_variable>
#include <mutex>

namespace tilescope {

// Committed command buffers. What they use is kept alive until they have completed, even if nobody waits for
// that any more.
class Submission {
public:
  using Clock = std::chrono::steady_clock;

  // Commits the last command buffer. If there are others, they started during encoding, so the wall time
  // counts from `encoding_began`. `keep` is released once all have completed.
  static std::shared_ptr<Submission> Commit(CommandBuffers commands, std::shared_ptr<const void> keep,
                                            Clock::time_point encoding_began);

  // Whether they have completed; waits up to `patience`, or indefinitely if it is 0.
  bool WaitFor(std::chrono::milliseconds patience);

  // The timing of completed command buffers, without encoder_ns. Throws the errors of CommandBufferError.
  Timing Finish() const;

private:
  Submission(CommandBuffers commands, std::shared_ptr<const void> keep)
      : commands_(std::move(commands)), keep_(std::move(keep)) {}
  void End();

  CommandBuffers commands_;
  std::shared_ptr<const void> keep_;
  Clock::time_point start_, end_;
  std::mutex mutex_;
  std::condition_variable ended_changed_;
  bool ended_ = false;
};

// Commits and waits, and throws if the command buffer failed or, with TIMED_OUT, did not complete. For copies
// outside any measurement.
void CommitAndWait(id<MTLCommandBuffer> commands);

} // namespace tilescope
