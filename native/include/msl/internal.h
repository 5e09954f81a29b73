// From here to MSL_INTERNAL_END everything is an object's own: the objects for lane 0 and for the other lanes
// are linked into one, which would take functions of the same name from either. With checks there is only
// one.
#pragma clang system_header
#if MSL_CHECKS
#define MSL_INTERNAL_END
#else
#pragma clang attribute push(__attribute__((internal_linkage)),                                              \
                             apply_to = any(function, record, variable(is_global)))
#define MSL_INTERNAL_END _Pragma("clang attribute pop")
#endif
