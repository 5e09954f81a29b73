#include "checker.h"

#include <cstring>

namespace tilescope {
namespace {

constexpr size_t kMostFindings = 100;
constexpr uint32_t kMemoryFlags[2] = {1, 2}; // metal::mem_flags of device and of threadgroup memory

FindingPlace PlaceOf(const CheckedRegion &region, int64_t offset) {
  FindingPlace place;
  place.space = FindingPlace::kBuffer;
  place.index = region.number;
  if (region.threadgroup) {
    const bool variable = region.number < MSL_MAX_VARIABLES;
    place.space = variable ? FindingPlace::kThreadgroupVariable : FindingPlace::kThreadgroupArgument;
    place.index = variable ? region.number : region.number - MSL_MAX_VARIABLES;
  }
  place.offset_bytes = offset;
  place.size_bytes = region.size_bytes;
  return place;
}

} // namespace

void Checker::BeginDispatch(uint32_t dispatch) {
  dispatch_ = dispatch;
  dispatch_serial_ = serial_;
  numbers_.clear();
  atomics_.Clear();
}

void Checker::BeginThreadgroup(uint32_t number) {
  threadgroup_ = number;
  serial_++;
  numbers_.push_back(number);
  std::memset(epochs_, 0, sizeof epochs_);
  std::memset(lane_epochs_, 0, sizeof lane_epochs_);
}

AccessRecord Checker::Record(const MslLane &lane, const CheckedRegion &region, bool atomic,
                             const void *caller) const {
  return {caller,
          serial_,
          epochs_[region.threadgroup],
          lane_epochs_[lane.simdgroup->index][region.threadgroup],
          lane.index,
          atomic};
}

bool Checker::Access(const MslLane &lane, const void *address, uint64_t bytes, uint32_t what,
                     const void *caller) {
  accesses_++;
  CheckedRegion *region = memory_.Find(address);
  if (!region)
    return false;
  const auto offset = static_cast<const std::byte *>(address) - region->start;
  const bool write = what & MSL_ACCESS_WRITE, atomic = what & MSL_ACCESS_ATOMIC;
  const auto finding = [&](FindingKind kind) {
    FindingSide side = SideOf(lane, caller);
    side.write = write;
    side.atomic = atomic;
    Add({kind, dispatch_, PlaceOf(*region, offset), bytes, side, std::nullopt, 1, {}, {}});
  };
  if (what & MSL_ACCESS_ALIGNED && reinterpret_cast<uintptr_t>(address) % bytes)
    finding(FindingKind::kMisaligned);
  if (what & MSL_ACCESS_NONE)
    return true;
  if (offset < 0 || static_cast<uint64_t>(offset) + bytes > region->size_bytes) {
    finding(FindingKind::kOutOfBounds);
    return true;
  }
  if (atomic)
    atomics_.Operate(address, serial_, {epochs_[0], lane.index});
  const Current now{*region, Record(lane, *region, atomic, caller), write,
                    !write || what & MSL_ACCESS_MODIFY};
  region->shadow.VisitCells(static_cast<uint64_t>(offset), bytes, [&](ShadowCell &cell) {
    return Touch(cell, now, static_cast<uint64_t>(offset), bytes);
  });
  return true;
}

// Whether `before` is ordered before `now`.
bool Checker::Ordered(const AccessRecord &before, const Current &now) {
  const AccessRecord &record = now.record;
  const bool threadgroup = now.region.threadgroup;
  if (before.group_serial <= dispatch_serial_ || (threadgroup && before.group_serial != serial_))
    return true; // no access, or in an earlier dispatch, or to another threadgroup's memory
  if (before.atomic && record.atomic)
    return true;
  if (before.group_serial == record.group_serial) {
    if (before.thread == record.thread || before.epoch < record.epoch)
      return true;
    if (before.thread / MSL_SIMD_WIDTH == record.thread / MSL_SIMD_WIDTH &&
        before.lane_epoch < record.lane_epoch)
      return true;
    return false; // only a barrier orders threads of the same threadgroup
  }
  return atomics_.Orders(before.group_serial, record.group_serial, before.epoch, before.thread);
}

// Compares an access with previous ones and records it. True if it produced a finding.
bool Checker::Touch(ShadowCell &cell, const Current &now, uint64_t offset, uint64_t bytes) {
  bool found = false;
  const auto report = [&](FindingKind kind, std::optional<FindingSide> other) {
    const auto place = PlaceOf(now.region, static_cast<int64_t>(offset));
    Add({kind, dispatch_, place, bytes, SideOf(now.record, now.write), other, 1, {}, {}});
    found = true;
  };
  if (now.region.threadgroup && now.reads && cell.writer.group_serial != serial_)
    report(FindingKind::kUninitialised, std::nullopt);
  if (!Ordered(cell.writer, now))
    report(FindingKind::kRace, SideOf(cell.writer, true));
  if (!now.write) {
    Remember(cell, now.record);
    return found;
  }
  for (AccessRecord &reader : cell.readers) {
    if (!found && !Ordered(reader, now))
      report(FindingKind::kRace, SideOf(reader, false));
    reader.group_serial = 0;
  }
  cell.writer = now.record;
  return found;
}

void Checker::Remember(ShadowCell &cell, const AccessRecord &reader) const {
  const auto stale = [&](const AccessRecord &other) {
    if (other.group_serial <= dispatch_serial_)
      return true;
    if (other.group_serial != reader.group_serial)
      return false;
    return other.thread == reader.thread || other.epoch < reader.epoch ||
           (other.thread / MSL_SIMD_WIDTH == reader.thread / MSL_SIMD_WIDTH &&
            other.lane_epoch < reader.lane_epoch);
  };
  const auto distance = [](const AccessRecord &a, const AccessRecord &b) {
    if (a.group_serial != b.group_serial)
      return 3;
    return a.thread / MSL_SIMD_WIDTH != b.thread / MSL_SIMD_WIDTH ? 2 : int{a.thread != b.thread};
  };
  auto &[first, second] = cell.readers;
  if (stale(first))
    first = reader;
  else if (stale(second) || distance(first, reader) > distance(first, second))
    second = reader;
}

void Checker::Foreign(const MslLane &lane, uint64_t bytes, uint32_t what, const void *caller) {
  FindingSide side = SideOf(lane, caller);
  side.write = what & MSL_ACCESS_WRITE;
  Add({FindingKind::kOutOfBounds, dispatch_, {}, bytes, side, std::nullopt, 1, {}, {}});
}

void Checker::InactiveLane(const MslLane &lane, uint32_t other, const void *caller) {
  FindingSide absent;
  absent.thread = lane.index - lane.lane + other;
  absent.threadgroup = threadgroup_;
  absent.finished = absent.thread >= lane.threadgroup->lane_count ||
                    lane.threadgroup->lanes[absent.thread].site == MSL_SITE_END;
  if (!absent.finished)
    absent.line = MSL_SITE_LINE(lane.threadgroup->lanes[absent.thread].site);
  Add({FindingKind::kInactiveLane, dispatch_, {}, 0, SideOf(lane, caller), absent, 1, {}, {}});
}

void Checker::OrderThreadgroup(uint32_t memory) {
  for (int space = 0; space < 2; space++)
    epochs_[space] += (memory & kMemoryFlags[space]) != 0;
}

void Checker::OrderSimdgroup(uint32_t simdgroup, uint32_t memory) {
  for (int space = 0; space < 2; space++)
    lane_epochs_[simdgroup][space] += (memory & kMemoryFlags[space]) != 0;
}

void Checker::DivergentSimdgroup(const MslLane &lane, const MslLane &missing) {
  const auto side = [&](const MslLane &one) {
    FindingSide waiting = SideOf(one, nullptr);
    waiting.finished = one.site == MSL_SITE_END;
    waiting.line = waiting.finished ? 0 : MSL_SITE_LINE(one.site);
    return waiting;
  };
  Add({FindingKind::kDivergentSimdgroup, dispatch_, {}, 0, side(lane), side(missing), 1, {}, {}});
}

void Checker::LaneOrder(uint32_t buffer, uint64_t first_byte, uint64_t differing_bytes) {
  const auto place = PlaceOf(memory_.Buffer(buffer), static_cast<int64_t>(first_byte));
  Add({FindingKind::kLaneOrder, dispatch_, place, differing_bytes, std::nullopt, std::nullopt, 1, {}, {}});
}

void Checker::Stopped(std::string code, std::string message, const FindingSide &side) {
  Add({FindingKind::kStopped, dispatch_, {}, 0, side, std::nullopt, 1, std::move(code), std::move(message)});
}

FindingSide Checker::SideOf(const AccessRecord &record, bool write) const {
  FindingSide side;
  side.caller = record.caller;
  side.thread = record.thread;
  side.threadgroup = numbers_[record.group_serial - dispatch_serial_ - 1];
  side.write = write;
  side.atomic = record.atomic;
  return side;
}

FindingSide Checker::SideOf(const MslLane &lane, const void *caller) const {
  FindingSide side;
  side.caller = caller;
  side.thread = lane.index;
  side.threadgroup = threadgroup_;
  return side;
}

void Checker::Add(Finding finding) {
  const auto caller = [](const std::optional<FindingSide> &side) { return side ? side->caller : nullptr; };
  const auto line = [](const std::optional<FindingSide> &side) { return side ? side->line : 0; };
  const Key key{finding.kind,         caller(finding.access), caller(finding.other),
                line(finding.access), finding.place.space,    finding.place.index};
  const auto [at, is_new] = found_.try_emplace(key, findings_.size());
  if (!is_new && at->second < findings_.size())
    findings_[at->second].count++;
  else if (is_new && findings_.size() < kMostFindings)
    findings_.push_back(std::move(finding));
}

} // namespace tilescope
