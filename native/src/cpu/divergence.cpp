#include "divergence.h"

#include "arrival.h"
#include "worker.h"

#include <cstring>
#include <map>

namespace tilescope {
namespace {

enum State : msl_u32 { kReady, kAtSimdgroup, kAtThreadgroup, kDone };

State StateAt(msl_site site) {
  if (site == MSL_SITE_END)
    return kDone;
  return site & MSL_SITE_THREADGROUP ? kAtThreadgroup : kAtSimdgroup;
}

size_t BytesExchanged(msl_site site) { return size_t{1} << (site >> MSL_SITE_BYTES_SHIFT & 7); }

bool WaitsToExchange(const MslLane &lane) {
  return lane.state == kAtSimdgroup && lane.site & MSL_SITE_EXCHANGE;
}

// Called by the first lane to arrive at an unexpected site. In the order of the ring, all lanes before it are
// waiting and all lanes after it have yet to run.
void EnterDivergence(MslLane *lane) {
  MslThreadgroup *group = lane->threadgroup;
  if (group->diverged)
    return;
  group->diverged = 1;
  const msl_u32 current = lane->simdgroup->index;
  for (msl_u32 i = 0; i < group->lane_count; i++) {
    MslLane &other = group->lanes[i];
    const msl_u32 simdgroup = i / MSL_SIMD_WIDTH;
    const bool waits = simdgroup < current || (simdgroup == current && other.lane < lane->lane);
    other.state = waits ? StateAt(other.site) : kReady;
    if (WaitsToExchange(other)) {
      const size_t bytes = BytesExchanged(other.site);
      std::memcpy(other.simdgroup->waiting[other.lane], other.exchange->values + bytes * other.lane, bytes);
    }
  }
  for (msl_u32 i = 0; i < group->simdgroup_count; i++)
    group->simdgroups[i].site = MSL_SITE_POISON;
}

const Checking *ChecksOf(const MslThreadgroup *group) { return static_cast<const Worker *>(group)->Checks(); }

// Called when the lanes of `mask` have reached an operation of the SIMD-group as a whole.
void CheckTogether(const MslSimdgroup &simdgroup, const MslLane *lanes, msl_u32 mask) {
  const MslLane &first = lanes[__builtin_ctz(mask)];
  const Checking *checking = ChecksOf(first.threadgroup);
  if (!checking || !checking->checker || first.site & MSL_SITE_EXCHANGE)
    return;
  if (const msl_u32 missing = simdgroup.full_mask & ~mask)
    checking->checker->DivergentSimdgroup(first, lanes[__builtin_ctz(missing)]);
  else
    checking->checker->OrderSimdgroup(simdgroup.index, first.site);
}

// Resumes those lanes of a SIMD-group that wait where a single thread would come first; lanes that wait
// further on stay there until the others join them. Returns the first resumed lane, or null if none was
// waiting.
MslLane *ReleaseEarliest(MslSimdgroup &simdgroup, MslLane *lanes) {
  const MslLane *earliest = nullptr;
  msl_u32 mask = 0;
  for (msl_u32 i = 0; i < simdgroup.lanes; i++) {
    if (lanes[i].state != kAtSimdgroup)
      continue;
    const auto order = earliest ? CompareArrivals(lanes[i], *earliest) : std::strong_ordering::less;
    if (order < 0) {
      earliest = &lanes[i];
      mask = 0;
    }
    if (order <= 0)
      mask |= 1u << i;
  }
  if (!mask)
    return nullptr;
  CheckTogether(simdgroup, lanes, mask);
  MslExchange &partial = simdgroup.partial;
  partial.mask = mask;
  partial.leader = static_cast<msl_u32>(__builtin_ctz(mask));
  for (msl_u32 i = partial.leader; i < simdgroup.lanes; i++) {
    if (!(mask >> i & 1))
      continue;
    MslLane &lane = lanes[i];
    if (WaitsToExchange(lane)) {
      const size_t bytes = BytesExchanged(lane.site);
      std::memcpy(partial.values + bytes * i, simdgroup.waiting[i], bytes);
      lane.exchange = &partial;
    }
    lane.state = kReady;
  }
  return &lanes[partial.leader];
}

// A position in the user's MSL text.
struct SourcePosition {
  uint32_t line;
  uint32_t column;
};

SourcePosition PositionOf(msl_site site) { return {MSL_SITE_LINE(site), MSL_SITE_COLUMN(site)}; }

Error BarrierError(const MslThreadgroup *group, msl_site site) {
  msl_u32 finished = 0;
  std::map<msl_u32, msl_u32> waiting; // by line
  for (msl_u32 i = 0; i < group->lane_count; i++) {
    if (group->lanes[i].state == kDone)
      finished++;
    else
      waiting[PositionOf(group->lanes[i].site).line]++;
  }
  const SourcePosition position = PositionOf(site);
  std::string message = site & MSL_SITE_OPERATION ? "the tensor operation" : "threadgroup_barrier";
  message += " at line " + std::to_string(position.line) + " was reached by " +
             std::to_string(waiting[position.line]) + " of " + std::to_string(group->lane_count) + " threads";
  if (finished)
    message += "; " + std::to_string(finished) + " have finished";
  for (const auto &[line, count] : waiting)
    if (line != position.line)
      message +=
          "; " + std::to_string(count) + " are waiting at another barrier at line " + std::to_string(line);
  return {"DIVERGENT_BARRIER", message, {{"", "error", position.line, position.column, message}}};
}

// The first ready lane in the order of the run.
MslLane *FirstReady(MslLane *lanes, msl_u32 count, bool reversed) {
  for (msl_u32 k = 0; k < count; k++) {
    MslLane &lane = lanes[reversed ? count - 1 - k : k];
    if (lane.state == kReady)
      return &lane;
  }
  return nullptr;
}

bool IsReversed(const MslThreadgroup *group) {
  const Checking *checking = ChecksOf(group);
  return checking && checking->reversed;
}

// All lanes wait at the same threadgroup barrier.
MslLane *Rejoin(MslThreadgroup *group, msl_site site) {
  const Checking *checking = ChecksOf(group);
  if (!checking) {
    // Lanes may have used their exchange buffers different numbers of times.
    for (msl_u32 i = 0; i < group->lane_count; i++)
      group->lanes[i].parity = 0;
    group->diverged = 0;
    return &group->lanes[0];
  }
  if (checking->checker)
    checking->checker->OrderThreadgroup(site);
  return StartDiverged(*group);
}

// All lanes are at a threadgroup barrier or have finished.
MslLane *PassBarrier(MslThreadgroup *group) {
  msl_site site = 0;
  msl_u32 finished = 0;
  bool differ = false;
  for (msl_u32 i = 0; i < group->lane_count; i++) {
    const MslLane &lane = group->lanes[i];
    if (lane.state == kDone) {
      finished++;
      continue;
    }
    differ |= site != 0 && lane.site != site;
    site = site == 0 || lane.site < site ? lane.site : site;
  }
  if (finished == group->lane_count)
    return static_cast<Worker *>(group)->OwnContext();
  if (finished || differ)
    static_cast<Worker *>(group)->Abandon(BarrierError(group, site));
  return Rejoin(group, site);
}

// The lane that runs next, starting with the SIMD-group `start`.
MslLane *PickNext(MslThreadgroup *group, msl_u32 start) {
  const bool reversed = IsReversed(group);
  const msl_u32 count = group->simdgroup_count;
  for (msl_u32 k = 0; k < count; k++) {
    const msl_u32 index = (reversed ? start + count - k : start + k) % count;
    MslSimdgroup &simdgroup = group->simdgroups[index];
    MslLane *lanes = &group->lanes[index * MSL_SIMD_WIDTH];
    if (MslLane *ready = FirstReady(lanes, simdgroup.lanes, reversed))
      return ready;
    if (MslLane *released = ReleaseEarliest(simdgroup, lanes))
      return released;
  }
  return PassBarrier(group);
}

} // namespace

void SlowSync(MslLane *lane, msl_site site) {
  EnterDivergence(lane);
  lane->state = StateAt(site);
  MslLane *next = PickNext(lane->threadgroup, lane->simdgroup->index);
  if (next != lane)
    msl_switch(lane, next);
}

MslLane *StartDiverged(MslThreadgroup &group) {
  group.diverged = 1;
  for (msl_u32 i = 0; i < group.lane_count; i++)
    group.lanes[i].state = kReady;
  for (msl_u32 i = 0; i < group.simdgroup_count; i++)
    group.simdgroups[i].site = MSL_SITE_POISON;
  return IsReversed(&group) ? &group.lanes[group.lane_count - 1] : &group.lanes[0];
}

void EndLane(MslLane *lane) {
  MslThreadgroup *group = lane->threadgroup;
  MslSimdgroup *simdgroup = lane->simdgroup;
  lane->site = MSL_SITE_END;
  bool together = !group->diverged;
  if (together && lane->lane == 0) {
    if (lane->index == 0)
      group->site = MSL_SITE_END;
    together = group->site == MSL_SITE_END;
    simdgroup->site = MSL_SITE_END;
  } else if (together) {
    together = simdgroup->site == MSL_SITE_END;
  }
  if (!together) {
    EnterDivergence(lane);
    lane->state = kDone;
    msl_switch(lane, PickNext(group, simdgroup->index));
  } else if (lane->last & MSL_LAST_OF_THREADGROUP) {
    msl_switch(lane, static_cast<Worker *>(group)->OwnContext());
  } else {
    msl_switch(lane, lane + 1);
  }
  __builtin_unreachable();
}

} // namespace tilescope
