#pragma once
#include "compiler.h"

#import <Metal/Metal.h>

namespace tilescope {

// Metal's number for a version of MSL. Throws UNSUPPORTED if the system lacks it, naming the available
// versions.
MTLLanguageVersion ToMetal(const LanguageVersion &version);

} // namespace tilescope
