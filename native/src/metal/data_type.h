#pragma once
#include "compiler.h"

#import <Metal/Metal.h>

namespace tilescope {

// "uint" of MTLDataTypeUInt; "" of a type that no function constant has.
const char *NameOf(MTLDataType type);

MTLFunctionConstantValues *ToMetal(const std::vector<ConstantValue> &constants);

} // namespace tilescope
