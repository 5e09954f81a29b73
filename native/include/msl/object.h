// Stands before the text of each object and is not precompiled: what depends on the lanes that the object is
// for. MSL_FOLLOWER: 1 for lanes 1 to 31 of a SIMD-group, 0 for lane 0 or for all. MSL_USES_THREAD_ELEMENTS:
// 1 where single elements of matrices are read or written. MSL_HAS_SCOPES: 1 where lanes may arrive at one
// site by different paths.
#pragma clang system_header
MSL_INLINE bool msl_is_follower() { return MSL_FOLLOWER; }
MSL_INLINE bool msl_has_scopes() { return MSL_HAS_SCOPES; }
template <class T> struct metal::MslHeld {
  static constexpr MslHolding holding = MSL_USES_THREAD_ELEMENTS ? MslHolding::pairs
                                        : MSL_FOLLOWER           ? MslHolding::nothing
                                                                 : MslHolding::whole;
};
#if MSL_FOLLOWER
#define MSL_SYMBOL(name) name##_follower
#else
#define MSL_SYMBOL(name) name
MSL_GLOBAL MslRuntime msl_runtime = {MSL_ABI_VERSION};
#endif
#include "internal.h"
