#pragma once
#include "backend.h"
#include "error.h"

#import <Metal/Metal.h>

namespace tilescope {

inline MTLSize ToSize(const Extent3 &extent) { return MTLSizeMake(extent.x, extent.y, extent.z); }

inline void ThrowIfCancelled(const Execution &execution) {
  if (*execution.cancelled)
    throw Error("CANCELLED", "the execution was cancelled");
}

} // namespace tilescope
