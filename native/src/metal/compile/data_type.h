#pragma once
#include "compiler.h"

#import <Metal/Metal.h>

namespace tilescope {

// "uint" for MTLDataTypeUInt; "" for a type that function constants cannot have.
const char *NameOf(MTLDataType type);

MTLFunctionConstantValues *ToMetal(const std::vector<ConstantValue> &constants);

} // namespace tilescope
