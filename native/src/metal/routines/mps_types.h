#pragma once
#include "routine.h"

#import <MetalPerformanceShaders/MetalPerformanceShaders.h>

namespace tilescope {

// Throws UNSUPPORTED for bf16 before macOS 14, where PyTorch refuses it, too.
inline MPSDataType ToMps(ElementType type) {
  switch (type) {
  case ElementType::kFloat16:
    return MPSDataTypeFloat16;
  case ElementType::kInt8:
    return MPSDataTypeInt8;
  case ElementType::kBFloat16:
    if (@available(macOS 14.0, *))
      return MPSDataTypeBFloat16;
    throw Error("UNSUPPORTED", "bf16 needs macOS 14");
  default:
    return MPSDataTypeFloat32;
  }
}

// Of f32 and f16.
inline size_t BytesOf(ElementType type) { return type == ElementType::kFloat16 ? 2 : 4; }

} // namespace tilescope
