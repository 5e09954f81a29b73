// From here to MSL_INTERNAL_END everything is an object's own: the objects for lane 0 and for the other lanes
// are linked into one, which would take functions of the same name from either. With checks there is only
// one, in which everything is inlined: then it is known which variable an access is of.
#pragma clang system_header
#if MSL_CHECKS
#pragma clang attribute push(__attribute__((always_inline)), apply_to = function)
#define MSL_INTERNAL_END _Pragma("clang attribute pop")
#else
#pragma clang attribute push(__attribute__((internal_linkage)),                                              \
                             apply_to = any(function, record, variable(is_global)))
#define MSL_INTERNAL_END _Pragma("clang attribute pop")
#endif
