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

uint32_t MemoryOf(msl_site site) { return site >> MSL_SITE_MEMORY_SHIFT & 3; }

// Where a lane waits that is at `site`.
void WaitAt(FindingSide &side, msl_site site) {
  side.finished = site == MSL_SITE_END;
  side.line = side.finished ? 0 : MSL_SITE_LINE(site);
}

} // namespace

void Checker::BeginDispatch(uint32_t dispatch) {
  SettleRacingWrite();
  dispatch_ = dispatch;
  dispatch_serial_ = serial_;
  numbers_.clear();
  atomics_.Clear();
}

void Checker::BeginThreadgroup(uint32_t number) {
  SettleRacingWrite();
  threadgroup_ = number;
  serial_++;
  numbers_.push_back(number);
  barriers_.clear();
  own_.Clear();
  std::memset(epochs_, 0, sizeof epochs_);
  std::memset(lane_epochs_, 0, sizeof lane_epochs_);
}

AccessRecord Checker::Record(const MslLane &lane, const CheckedRegion &region, bool atomic,
                             const void *caller) const {
  return {caller,
          serial_,
          epochs_[region.threadgroup],
          lane_epochs_[lane.simdgroup->index][region.threadgroup],
          static_cast<uint32_t>(barriers_.size()),
          lane.index,
          atomic};
}

bool Checker::Access(const MslLane &lane, const void *address, uint64_t bytes, uint32_t what,
                     const void *caller) {
  SettleRacingWrite();
  accesses_++;
  CheckedRegion *region = memory_.Find(address);
  if (!region)
    return false;
  const auto offset = static_cast<const std::byte *>(address) - region->start;
  const bool write = what & MSL_ACCESS_WRITE, atomic = what & MSL_ACCESS_ATOMIC;
  const auto finding = [&](FindingKind kind, uint64_t size, const char *message = "") {
    FindingSide side = SideOf(lane, caller);
    side.write = write;
    side.atomic = atomic;
    Add({.kind = kind, .place = PlaceOf(*region, offset), .bytes = size, .access = side, .message = message});
  };
  const uint32_t alignment = what >> MSL_ACCESS_ALIGNMENT_SHIFT;
  if (alignment && reinterpret_cast<uintptr_t>(address) % alignment)
    finding(FindingKind::kMisaligned, alignment);
  const bool outside = offset < 0 || static_cast<uint64_t>(offset) + bytes > region->size_bytes;
  if (what & (MSL_ACCESS_BEYOND | MSL_ACCESS_TENSOR)) {
    if (!outside)
      finding(FindingKind::kOutOfBounds, bytes, what & MSL_ACCESS_TENSOR ? kBeyondTensor : kBeyondArray);
    return true;
  }
  if (outside) {
    finding(FindingKind::kOutOfBounds, bytes);
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

// A write that changed nothing does no harm.
void Checker::SettleRacingWrite() {
  if (!racing_write_)
    return;
  auto &[finding, start, before] = *racing_write_;
  if (std::memcmp(start, before.data(), before.size()) == 0)
    finding.kind = FindingKind::kSameValue;
  Add(std::move(finding));
  racing_write_.reset();
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

// A barrier that both threads have passed between their accesses: one of the threadgroup rather than of a
// SIMD-group, if there is one.
std::optional<FindingBarrier> Checker::BarrierBetween(const AccessRecord &before,
                                                      const AccessRecord &now) const {
  std::optional<FindingBarrier> found;
  if (before.group_serial != now.group_serial)
    return found;
  for (size_t i = before.barriers; i < now.barriers; i++) {
    const auto &[barrier, simdgroup] = barriers_[i];
    if (barrier.threadgroup)
      return barrier;
    if (simdgroup == before.thread / MSL_SIMD_WIDTH || simdgroup == now.thread / MSL_SIMD_WIDTH)
      found = barrier;
  }
  return found;
}

// Compares an access with previous ones and records it. True if it produced a finding.
bool Checker::Touch(ShadowCell &cell, const Current &now, uint64_t offset, uint64_t bytes) {
  bool found = false;
  const auto report = [&](Finding finding) {
    finding.place = PlaceOf(now.region, static_cast<int64_t>(offset));
    finding.bytes = bytes;
    finding.access = SideOf(now.record, now.write);
    Add(std::move(finding));
    found = true;
  };
  const auto race = [&](const AccessRecord &before, bool write) {
    Finding finding{.kind = FindingKind::kRace,
                    .other = SideOf(before, write),
                    .barrier = BarrierBetween(before, now.record)};
    if (!write || now.reads || before.atomic || now.record.atomic)
      return report(std::move(finding));
    finding.place = PlaceOf(now.region, static_cast<int64_t>(offset));
    finding.bytes = bytes;
    finding.access = SideOf(now.record, true);
    const std::byte *start = now.region.start + offset;
    racing_write_ = RacingWrite{std::move(finding), start, {start, start + bytes}};
  };
  if (now.region.threadgroup && now.reads && cell.writer.group_serial != serial_)
    report({.kind = FindingKind::kUninitialised});
  if (!Ordered(cell.writer, now))
    race(cell.writer, true);
  if (!now.write) {
    Remember(cell, now.record);
    return found;
  }
  for (AccessRecord &reader : cell.readers) {
    if (!found && !Ordered(reader, now))
      race(reader, false);
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

void Checker::InactiveLane(const MslLane &lane, uint32_t other, const void *caller) {
  FindingSide absent;
  absent.thread = lane.index - lane.lane + other;
  absent.threadgroup = threadgroup_;
  absent.absent = other >= MSL_SIMD_WIDTH || absent.thread >= lane.threadgroup->lane_count;
  if (!absent.absent)
    WaitAt(absent, lane.threadgroup->lanes[absent.thread].site);
  Add({.kind = FindingKind::kInactiveLane, .access = SideOf(lane, caller), .other = absent});
}

void Checker::OrderThreadgroup(msl_site site) {
  SettleRacingWrite();
  const uint32_t memory = MemoryOf(site);
  for (int space = 0; space < 2; space++)
    epochs_[space] += (memory & kMemoryFlags[space]) != 0;
  if (!(site & MSL_SITE_OPERATION))
    barriers_.push_back({{MSL_SITE_LINE(site), memory, true}, 0});
}

void Checker::OrderSimdgroup(uint32_t simdgroup, msl_site site) {
  const uint32_t memory = MemoryOf(site);
  for (int space = 0; space < 2; space++)
    lane_epochs_[simdgroup][space] += (memory & kMemoryFlags[space]) != 0;
  if (!(site & MSL_SITE_OPERATION))
    barriers_.push_back({{MSL_SITE_LINE(site), memory, false}, simdgroup});
}

void Checker::DivergentSimdgroup(const MslLane &lane, const MslLane &missing) {
  const auto side = [&](const MslLane &one) {
    FindingSide waiting = SideOf(one, nullptr);
    WaitAt(waiting, one.site);
    return waiting;
  };
  Add({.kind = FindingKind::kDivergentSimdgroup, .access = side(lane), .other = side(missing)});
}

void Checker::LaneOrder(uint32_t buffer, uint64_t first_byte, uint64_t differing_bytes) {
  const auto place = PlaceOf(memory_.Buffer(buffer), static_cast<int64_t>(first_byte));
  Add({.kind = FindingKind::kLaneOrder, .place = place, .bytes = differing_bytes});
}

void Checker::Stopped(std::string code, std::string message, const FindingSide &side) {
  Finding finding{.kind = FindingKind::kStopped, .access = side};
  finding.code = std::move(code);
  finding.message = std::move(message);
  Add(std::move(finding));
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
  finding.dispatch = dispatch_;
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
