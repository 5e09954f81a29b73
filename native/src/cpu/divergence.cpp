#include "divergence.h"

#include "worker.h"

#include <cstring>

namespace tilescope {
namespace {

enum State : msl_u32 { kReady, kAtSimdgroup, kAtThreadgroup, kDone };

State StateAt(msl_u32 site) {
  if (site == MSL_SITE_END)
    return kDone;
  return site & MSL_SITE_THREADGROUP ? kAtThreadgroup : kAtSimdgroup;
}

// Called by the first lane that meets the others at an unexpected site. In the
// order of the ring all lanes before it wait, and all behind it are yet to run.
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
  }
  for (msl_u32 i = 0; i < group->simdgroup_count; i++)
    group->simdgroups[i].site = MSL_SITE_POISON;
}

// Lets the lanes of a SIMD-group go on that wait at the earliest place in the
// text; lanes that wait further down are left to be joined there. Returns the
// first of them, or null when none waits.
MslLane *ReleaseEarliest(MslSimdgroup &simdgroup, MslLane *lanes) {
  msl_u32 earliest = MSL_SITE_POISON, mask = 0;
  for (msl_u32 i = 0; i < simdgroup.lanes; i++) {
    if (lanes[i].state != kAtSimdgroup)
      continue;
    const msl_u32 position = lanes[i].site & MSL_SITE_POSITION;
    if (position < earliest) {
      earliest = position;
      mask = 0;
    }
    if (position == earliest)
      mask |= 1u << i;
  }
  if (!mask)
    return nullptr;
  MslExchange &partial = simdgroup.partial;
  partial.mask = mask;
  partial.leader = static_cast<msl_u32>(__builtin_ctz(mask));
  for (msl_u32 i = partial.leader; i < simdgroup.lanes; i++) {
    if (!(mask >> i & 1))
      continue;
    MslLane &lane = lanes[i];
    if (lane.site & MSL_SITE_EXCHANGE) {
      const size_t bytes = size_t{1} << (lane.site >> MSL_SITE_BYTES_SHIFT & 7);
      std::memcpy(partial.values + bytes * i, lane.exchange->values + bytes * i, bytes);
      lane.exchange = &partial;
    }
    lane.state = kReady;
  }
  return &lanes[partial.leader];
}

SourcePosition PositionOf(msl_u32 site) { return {(site & MSL_SITE_POSITION) >> 8, site & 0xff}; }

[[noreturn]] void FailBarrier(MslThreadgroup *group, msl_u32 site) {
  msl_u32 here = 0, finished = 0;
  for (msl_u32 i = 0; i < group->lane_count; i++) {
    here += group->lanes[i].site == site;
    finished += group->lanes[i].state == kDone;
  }
  const msl_u32 elsewhere = group->lane_count - here - finished;
  const SourcePosition position = PositionOf(site);
  std::string message = "threadgroup_barrier at line " + std::to_string(position.line) + " is reached by " +
                        std::to_string(here) + " of " + std::to_string(group->lane_count) + " threads";
  if (finished)
    message += "; " + std::to_string(finished) + " have finished";
  if (elsewhere)
    message += "; " + std::to_string(elsewhere) + " wait at another barrier";
  static_cast<Worker *>(group)->Abandon({"DIVERGENT_BARRIER", message, position});
}

// All lanes are at a threadgroup barrier or have finished.
MslLane *PassBarrier(MslThreadgroup *group) {
  msl_u32 site = 0, finished = 0;
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
    FailBarrier(group, site);
  // Together again. The lanes may have used their exchange buffers a different
  // number of times.
  for (msl_u32 i = 0; i < group->lane_count; i++)
    group->lanes[i].parity = 0;
  group->diverged = 0;
  return &group->lanes[0];
}

// Who runs next, beginning with the SIMD-group `start`.
MslLane *PickNext(MslThreadgroup *group, msl_u32 start) {
  for (msl_u32 k = 0; k < group->simdgroup_count; k++) {
    const msl_u32 index = (start + k) % group->simdgroup_count;
    MslSimdgroup &simdgroup = group->simdgroups[index];
    MslLane *lanes = &group->lanes[index * MSL_SIMD_WIDTH];
    for (msl_u32 i = 0; i < simdgroup.lanes; i++)
      if (lanes[i].state == kReady)
        return &lanes[i];
    if (MslLane *released = ReleaseEarliest(simdgroup, lanes))
      return released;
  }
  return PassBarrier(group);
}

} // namespace

void SlowSync(MslLane *lane, msl_u32 site) {
  EnterDivergence(lane);
  lane->state = StateAt(site);
  MslLane *next = PickNext(lane->threadgroup, lane->simdgroup->index);
  if (next != lane)
    msl_switch(lane, next);
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
