#include "buffer.h"
#include "current_lane.h"
#include "watchdog.h"
#include "worker.h"

#include <csignal>

namespace tilescope {
namespace {

std::string PositionText(const uint32_t (&p)[3]) {
  std::string text;
  for (const uint32_t coordinate : p)
    text += (text.empty() ? "(" : ", ") + std::to_string(coordinate);
  return text + ")";
}

} // namespace

void Worker::AbandonExpired(const void *code) {
  Abandon(Describe({Watchdog::kSignal, nullptr, code, CurrentLane()->index}), code);
}

void Worker::Abandon(Error error, const void *code) {
  RecordStop(CurrentLane()->index, code);
  if (!error.Diagnostics().empty())
    last_stop_.line = error.Diagnostics().front().line;
  failure_ = std::move(error);
  msl_switch(CurrentLane(), &own_);
  __builtin_unreachable();
}

Error Worker::Describe(const Fault &fault) const {
  const MslLane &lane = lanes[fault.lane];
  const uint32_t thread[3] = {lane.x, lane.y, lane.z};
  // In a kernel that loops over its lanes the current one is unknown.
  const std::string who = (kernel_->Loop() ? "a thread" : "thread " + PositionText(thread)) +
                          " of threadgroup " + PositionText(position);
  if (fault.signal == Watchdog::kSignal)
    return {"TIMED_OUT", who + " was still running when the time limit expired"};
  // SIGTRAP: clang's traps on arm64 are brk instructions.
  if (fault.signal == SIGFPE || fault.signal == SIGILL || fault.signal == SIGTRAP)
    return {"KERNEL_TRAPPED", who + " divided an integer by zero or reached unreachable code"};
  if (stacks_.GuardContains(fault.address))
    return {"STACK_OVERFLOW", who + " needs more than 64 KiB of stack"};
  for (const BufferBinding &binding : dispatch_->buffers) {
    const auto &buffer = static_cast<const CpuBuffer &>(*binding.buffer);
    if (!buffer.GuardContains(fault.address))
      continue;
    auto *data = static_cast<std::byte *>(binding.tensor ? bound_tensors_[binding.index].data
                                                         : bound_buffers_[binding.index]);
    return {"OUT_OF_BOUNDS", who + " accessed byte " + std::to_string(fault.address - data) + " of buffer(" +
                                 std::to_string(binding.index) + "), which has " +
                                 std::to_string(buffer.SizeBytes()) + " bytes"};
  }
  return {"OUT_OF_BOUNDS", who + " accessed memory it was not given"};
}

void Worker::RecordStop(uint32_t lane, const void *code) {
  last_stop_ = {};
  last_stop_.thread = lane;
  last_stop_.threadgroup = position[0] + grid_groups[0] * (position[1] + grid_groups[1] * position[2]);
  last_stop_.caller = code;
}

} // namespace tilescope
