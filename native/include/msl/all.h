// metal_stdlib for the CPU: everything MSL text may use, precompiled once.
#pragma clang system_header
#pragma clang attribute push(__attribute__((no_sanitize("signed-integer-overflow"))), apply_to = function)
#include "keywords.h"
#include "lane.h"
#include "libm.h"
#include "internal.h"
#include "sync.h"
#include "checks.h"
#include "scalar.h"
#include "scope.h"
#include "traits.h"
#include "vector.h"
#include "packed.h"
#include "matrix.h"
#include "simd_names.h"
#include "types.h"
#include "limits.h"
#include "ordered.h"
#include "relational.h"
#include "exponential.h"
#include "math.h"
#include "integer.h"
#include "geometric.h"
#include "pack.h"
#include "simd.h"
#include "simdgroup_matrix.h"
#include "async_copy.h"
#include "atomic.h"
#include "builtins.h"
#if MSL_TENSORS
#include "../tensor/all.h"
#endif
#include "entry.h"
MSL_INTERNAL_END
#pragma clang attribute pop
