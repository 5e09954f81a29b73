#include "checking.h"

#include "cpu/current_lane.h"
#include "cpu/worker.h"

#include <algorithm>

namespace tilescope {

std::byte *Checking::Memory(const DeviceBuffer &buffer) const {
  const auto at =
      std::find_if(buffers.begin(), buffers.end(), [&](auto &one) { return one.get() == &buffer; });
  return memory.Buffer(static_cast<uint32_t>(at - buffers.begin())).start;
}

namespace {

// Null where nothing is recorded.
Checker *CheckerOf(const MslLane &lane) {
  return static_cast<const Worker *>(lane.threadgroup)->Checks()->checker;
}

} // namespace

void CheckAccess(const void *address, msl_u64 bytes, msl_u32 what, const void *caller) {
  const MslLane &lane = *CurrentLane();
  auto &worker = *static_cast<Worker *>(lane.threadgroup);
  if (worker.Expired())
    worker.AbandonExpired(caller);
  Checker *checker = worker.Checks()->checker;
  if (!checker || checker->Access(lane, address, bytes, what, caller))
    return;
  if (worker.OwnsMemory(address))
    checker->OwnAccess(lane, address, bytes, what, caller);
  else
    checker->Foreign(lane, bytes, what, caller);
}

void CheckInactiveLane(msl_u32 other, const void *caller) {
  const MslLane &lane = *CurrentLane();
  if (Checker *checker = CheckerOf(lane))
    checker->InactiveLane(lane, other, caller);
}

void CheckOwnFault(msl_u32 object, long offset, msl_u64 size, msl_u64 bytes, msl_u32 what,
                   const void *caller) {
  const MslLane &lane = *CurrentLane();
  if (Checker *checker = CheckerOf(lane))
    checker->OwnFault(lane, {FindingPlace::kOwn, object, offset, size}, bytes, what, caller);
}

msl_u32 CheckOwn(msl_u32 event, const void *address, msl_u64 bytes, msl_u64 detail, const void *caller) {
  const MslLane &lane = *CurrentLane();
  Checker *checker = CheckerOf(lane);
  return checker ? checker->Own(lane, event, address, bytes, detail, caller) : 0;
}

void CheckArithmetic(msl_u32 what, double x, double y, const void *caller) {
  const MslLane &lane = *CurrentLane();
  if (Checker *checker = CheckerOf(lane))
    checker->Arithmetic(lane, what, x, y, caller);
}

void CheckTensor(msl_u32 what, double x, double y, const void *caller) {
  const MslLane &lane = *CurrentLane();
  if (Checker *checker = CheckerOf(lane))
    checker->Tensor(lane, what, x, y, caller);
}

} // namespace tilescope
