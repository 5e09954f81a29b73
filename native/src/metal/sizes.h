#pragma once
#include "backend.h"

#import <Metal/Metal.h>

namespace tilescope {

inline MTLSize ToSize(const Extent3 &extent) { return MTLSizeMake(extent.x, extent.y, extent.z); }

} // namespace tilescope
