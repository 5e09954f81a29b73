// From here to MSL_INTERNAL_END everything is an object's own. The objects for lane 0 and for the other lanes are
// linked into one: functions that they share by name would be taken from either. With checks there is only one object.
#pragma clang system_header
#if MSL_CHECKS
#define MSL_INTERNAL_END
#else
#pragma clang attribute push(__attribute__((internal_linkage)),                                              \
                             apply_to = any(function, record, variable(is_global)))
#define MSL_INTERNAL_END _Pragma("clang attribute pop")
#endif
