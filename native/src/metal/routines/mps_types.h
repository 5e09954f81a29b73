#pragma once
#include "routine.h"

#import <MetalPerformanceShaders/MetalPerformanceShaders.h>

namespace tilescope {

inline MPSDataType ToMps(ElementType type) {
  return type == ElementType::kFloat16 ? MPSDataTypeFloat16 : MPSDataTypeFloat32;
}

inline size_t BytesOf(ElementType type) { return type == ElementType::kFloat16 ? 2 : 4; }

} // namespace tilescope
