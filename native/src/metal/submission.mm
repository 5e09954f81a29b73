#include "submission.h"

#include "command_buffer_error.h"
#include "error.h"

namespace tilescope {

std::shared_ptr<Submission> Submission::Commit(CommandBuffers commands, std::shared_ptr<const void> keep,
                                               Clock::time_point encoding_began) {
  id<MTLCommandBuffer> last = commands.back();
  const bool has_begun = commands.size() > 1;
  const std::shared_ptr<Submission> submission(new Submission(std::move(commands), std::move(keep)));
  // The block keeps the submission alive until Metal has called and released it.
  [last addCompletedHandler:^(id<MTLCommandBuffer>) {
    submission->End();
  }];
  submission->start_ = has_begun ? encoding_began : Clock::now();
  try {
    [last commit];
  } catch (...) {
    submission->commands_.clear(); // they own the block, which is never called and owns the submission
    throw;
  }
  return submission;
}

void Submission::End() {
  const auto now = Clock::now();
  std::shared_ptr<const void> kept;
  {
    const std::lock_guard lock(mutex_);
    end_ = now;
    ended_ = true;
    kept.swap(keep_);
  }
  ended_changed_.notify_all();
}

bool Submission::WaitFor(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  const auto ended = [this] { return ended_; };
  if (patience.count() > 0)
    return ended_changed_.wait_for(lock, patience, ended);
  ended_changed_.wait(lock, ended);
  return true;
}

Timing Submission::Finish() const {
  for (id<MTLCommandBuffer> commands : commands_)
    if (commands.status == MTLCommandBufferStatusError)
      throw CommandBufferError(commands.error);
  const CFTimeInterval began = commands_.front().GPUStartTime, ended = commands_.back().GPUEndTime;
  const std::chrono::nanoseconds wall = end_ - start_;
  Timing timing{.wall_ns = static_cast<uint64_t>(wall.count()), .gpu_ns = {}, .encoder_ns = {}};
  if (began > 0 && ended > began) // 0 if Metal recorded no time
    timing.gpu_ns = static_cast<uint64_t>((ended - began) * 1e9);
  return timing;
}

void CommitAndWait(id<MTLCommandBuffer> commands) {
  constexpr std::chrono::seconds kPatience{30};
  const auto submission = Submission::Commit({commands}, nullptr, {});
  if (!submission->WaitFor(kPatience))
    throw Error("TIMED_OUT", "The GPU did not complete a memory copy within 30 seconds");
  submission->Finish();
}

} // namespace tilescope
