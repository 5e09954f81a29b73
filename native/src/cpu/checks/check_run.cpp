#include "check_run.h"

#include "checking.h"
#include "cpu/watchdog.h"
#include "error.h"

#include <algorithm>
#include <cstring>

namespace tilescope {
namespace {

using Buffers = std::vector<std::shared_ptr<DeviceBuffer>>;
using Contents = std::vector<std::vector<std::byte>>;

Buffers DistinctBuffers(const std::vector<Dispatch> &dispatches) {
  Buffers buffers;
  for (const Dispatch &dispatch : dispatches)
    for (const BufferBinding &binding : dispatch.buffers)
      if (std::find(buffers.begin(), buffers.end(), binding.buffer) == buffers.end())
        buffers.push_back(binding.buffer);
  return buffers;
}

class CheckRun {
public:
  explicit CheckRun(const Execution &execution)
      : dispatches_(execution.rotation.front().dispatches), cancelled_(*execution.cancelled),
        buffers_(DistinctBuffers(dispatches_)), memory_(buffers_), checker_(memory_) {}

  void Run(Worker &worker) {
    Fill();
    const bool completed = RunOnce(worker, {memory_, buffers_, &checker_, false});
    checker_.SettleRacingWrite();
    const Contents forward = Take();
    if (completed) {
      Fill();
      if (RunOnce(worker, {memory_, buffers_, nullptr, true}))
        Compare(forward, Take());
    }
    for (size_t i = 0; i < buffers_.size(); i++)
      std::memcpy(buffers_[i]->Data(), forward[i].data(), forward[i].size());
  }

  CheckReport Finish() {
    if (failure_)
      throw *failure_;
    CheckReport report{checker_.Findings(), checker_.Accesses()};
    for (Finding &finding : report.findings)
      NameBinding(finding);
    return report;
  }

private:
  static std::vector<std::byte> CopyOf(const std::byte *data, size_t bytes) { return {data, data + bytes}; }

  void Fill() {
    for (size_t i = 0; i < buffers_.size(); i++)
      std::memcpy(memory_.Buffer(static_cast<uint32_t>(i)).start, buffers_[i]->Data(),
                  buffers_[i]->SizeBytes());
  }

  Contents Take() {
    Contents contents;
    for (size_t i = 0; i < buffers_.size(); i++)
      contents.push_back(CopyOf(memory_.Buffer(static_cast<uint32_t>(i)).start, buffers_[i]->SizeBytes()));
    return contents;
  }

  // False if it was aborted.
  bool RunOnce(Worker &worker, const Checking &checking) {
    for (uint32_t i = 0; i < dispatches_.size(); i++) {
      const Dispatch &dispatch = dispatches_[i];
      checker_.BeginDispatch(i);
      worker.Begin(dispatch, &checking);
      try {
        RunDispatch(worker, dispatch, checking);
      } catch (const Error &error) {
        if (error.Code() == "CANCELLED")
          failure_ = error;
        else
          checker_.Stopped(error.Code(), checking.reversed ? kReversed + error.what() : error.what(),
                           worker.LastStop());
        return false;
      }
    }
    return true;
  }

  void RunDispatch(Worker &worker, const Dispatch &dispatch, const Checking &checking) {
    const Extent3 groups = dispatch.Threadgroups();
    const uint64_t count = groups.Count();
    for (uint64_t i = 0; i < count; i++) {
      if (cancelled_.load(std::memory_order_relaxed))
        throw Error("CANCELLED", "The checks were cancelled");
      const uint64_t at = checking.reversed ? count - 1 - i : i;
      checker_.BeginThreadgroup(static_cast<uint32_t>(at));
      worker.RunThreadgroup(static_cast<uint32_t>(at % groups.x),
                            static_cast<uint32_t>(at / groups.x % groups.y),
                            static_cast<uint32_t>(at / groups.x / groups.y));
    }
  }

  void Compare(const Contents &forward, const Contents &reversed) {
    for (size_t i = 0; i < buffers_.size(); i++) {
      uint64_t first = 0, differing = 0;
      for (size_t byte = forward[i].size(); byte-- > 0;)
        if (forward[i][byte] != reversed[i][byte]) {
          first = byte;
          differing++;
        }
      if (differing > 0)
        checker_.LaneOrder(static_cast<uint32_t>(i), first, differing);
    }
  }

  // Replaces a buffer's number by its index in the dispatch or, if it is not bound there, in the last
  // dispatch that binds it.
  void NameBinding(Finding &finding) const {
    if (finding.place.space != FindingPlace::kBuffer)
      return;
    const DeviceBuffer *buffer = buffers_[finding.place.index].get();
    for (uint32_t i = finding.dispatch + 1; i-- > 0;)
      for (const BufferBinding &binding : dispatches_[i].buffers)
        if (binding.buffer.get() == buffer) {
          finding.dispatch = i;
          finding.place.index = binding.index;
          return;
        }
  }

  inline static const std::string kReversed =
      "with the lanes, SIMD-groups and threadgroups in the opposite order, ";

  const std::vector<Dispatch> &dispatches_;
  const CancelFlag &cancelled_;
  const Buffers buffers_;
  CheckedMemory memory_;
  Checker checker_;
  std::optional<Error> failure_;
};

} // namespace

CheckReport RunChecks(Team &team, const Execution &execution) {
  CheckRun run(execution);
  team.Run(1, [&](Worker &worker) {
    std::optional<Watchdog> watchdog;
    if (execution.timeout.count() > 0) {
      watchdog.emplace(execution.timeout);
      watchdog->WatchThisThread();
    }
    run.Run(worker);
  });
  return run.Finish();
}

} // namespace tilescope
