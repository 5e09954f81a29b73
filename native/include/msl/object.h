// Stands before the text of each object, not precompiled: what depends on which lanes the object is for.
// MSL_FOLLOWER: 1 for lanes 1 to 31 of a SIMD-group, 0 for lane 0 or for all lanes.
#pragma clang system_header
MSL_INLINE bool msl_is_follower() { return MSL_FOLLOWER; }
#if MSL_FOLLOWER
#define MSL_SYMBOL(name) name##_follower
#else
#define MSL_SYMBOL(name) name
#endif
#include "internal.h"
#include "simdgroup_matrix.h"
