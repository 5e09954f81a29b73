// Synchronisation of lanes. The lanes of a SIMD-group, and the SIMD-groups of a threadgroup, form a fixed
// ring: each runs until its next synchronisation and hands over to its neighbour, so all have arrived when
// lane 0 resumes. A lane that arrives at a different site than lane 0 has diverged, and the runtime's slow
// scheduler takes over.
#ifndef MSL_SYNC_H
#define MSL_SYNC_H
#include "lane.h"

// Whether this code is for lanes 1 to 31 of a SIMD-group, rather than for lane 0 or for all lanes.
MSL_INLINE bool msl_is_follower();
// Whether lanes may arrive at one site by different paths. Both are defined in object.h.
MSL_INLINE bool msl_has_scopes();
// The default argument of every synchronising function: the caller's position in the user's text.
#define MSL_SITE_HERE MSL_SITE_AT(__builtin_LINE(), __builtin_COLUMN())

MSL_INLINE void msl_slow_sync(MslLane *lane, msl_site site) {
  ((MslSlowSync)msl_runtime.slow_sync)(lane, site);
}

// The next lane is computed, with the end of the ring as a predicted branch. Loading a pointer to it would
// make each switch wait for the memory access of the previous one.
MSL_INLINE MslLane *msl_next_in_simdgroup(MslLane *lane) {
  MslLane *next = lane + 1;
  if (__builtin_expect(lane->last & MSL_LAST_OF_SIMDGROUP, 0)) {
    next = lane->first_of_simdgroup;
    asm volatile("" : "+r"(next)); // keeps this a branch
  }
  return next;
}

MSL_INLINE MslLane *msl_next_in_threadgroup(MslLane *lane) {
  MslLane *next = lane + 1;
  if (__builtin_expect(lane->last & MSL_LAST_OF_THREADGROUP, 0)) {
    next = lane->first_of_threadgroup;
    asm volatile("" : "+r"(next)); // keeps this a branch
  }
  return next;
}

// Records that the lane has arrived at `site`. Returns false if that is not where its SIMD-group is expected:
// the lane has diverged, and must not touch what the others share.
MSL_INLINE bool msl_arrives(MslLane *lane, msl_site site) {
  MslSimdgroup *simdgroup = lane->simdgroup;
  lane->site = site;
  if (!msl_is_follower() && lane->lane == 0) {
    if (__builtin_expect(lane->threadgroup->diverged, 0))
      return false;
    simdgroup->site = site;
    if (msl_has_scopes())
      simdgroup->path = lane->path;
    return true;
  }
  if (!msl_has_scopes())
    return __builtin_expect(simdgroup->site == site, 1);
  return __builtin_expect(((simdgroup->site ^ site) | (simdgroup->path ^ lane->path)) == 0, 1);
}

MSL_INLINE void msl_wrong_scope(const MslLane *lane, msl_site site, msl_u64 simdgroups) {
  ((MslWrongScope)msl_runtime.wrong_scope)((MslLane *)lane, site, simdgroups);
}

// Returns when all lanes of the SIMD-group that have not diverged have arrived at `site`; lane 0 resumes
// first.
MSL_INLINE void msl_sync_simdgroup(MslLane *lane, msl_site site) {
  if (!msl_arrives(lane, site))
    return msl_slow_sync(lane, site);
  msl_switch(lane, msl_next_in_simdgroup(lane));
}

// Returns when all lanes of the threadgroup have arrived at `site`; lane 0 resumes first.
MSL_INLINE void msl_sync_threadgroup(MslLane *lane, msl_site site) {
  MslSimdgroup *simdgroup = lane->simdgroup;
  site |= MSL_SITE_THREADGROUP;
  lane->site = site;
  if (!msl_is_follower() && lane->lane == 0) {
    MslThreadgroup *group = lane->threadgroup;
    if (__builtin_expect(group->diverged, 0))
      return msl_slow_sync(lane, site);
    if (lane->index == 0)
      group->site = site;
    else if (__builtin_expect(group->site != site, 0))
      return msl_slow_sync(lane, site);
    simdgroup->site = site;
  } else if (__builtin_expect(simdgroup->site != site, 0)) {
    return msl_slow_sync(lane, site);
  }
  msl_switch(lane, msl_next_in_threadgroup(lane));
}

// Passes `value` to the other lanes of the SIMD-group and returns the values of all participating lanes, at
// ((T *)exchange->values)[lane]. The leader resumes first and may write `result`. Both stay valid until this
// lane's next synchronisation, and no longer: by the one after it, and in diverged lanes at once, others
// have overwritten them.
template <class T> MSL_INLINE MslExchange *msl_exchange(MslLane *lane, T value, msl_site site) {
  static_assert(sizeof(T) <= MSL_MAX_EXCHANGE && (sizeof(T) & (sizeof(T) - 1)) == 0,
                "a SIMD operation exchanges 1, 2, 4, 8, 16, 32 or 64 bytes");
  site |= MSL_SITE_EXCHANGE | (msl_site)__builtin_ctz(sizeof(T)) << MSL_SITE_BYTES_SHIFT;
  if (!msl_arrives(lane, site)) {
    *(T *)lane->simdgroup->waiting[lane->lane] = value;
    msl_slow_sync(lane, site);
    return lane->exchange;
  }
  MslExchange *exchange = &lane->simdgroup->exchange[lane->parity];
  lane->parity ^= 1;
  ((T *)exchange->values)[lane->lane] = value;
  lane->exchange = exchange;
  msl_switch(lane, msl_next_in_simdgroup(lane));
  return lane->exchange;
}

#endif
