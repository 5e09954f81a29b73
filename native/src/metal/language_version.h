#pragma once
#include "compiler.h"

#import <Metal/Metal.h>

namespace tilescope {

// Metal's number of a version of MSL. Throws UNSUPPORTED where the system does
// not have it, naming those that it has.
MTLLanguageVersion ToMetal(const LanguageVersion &version);

} // namespace tilescope
