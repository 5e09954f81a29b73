#pragma once
#include "abi.h"

namespace objc_runtime {

// The selector of a name: equal names, equal addresses. From any thread.
Selector Intern(const char *name);

} // namespace objc_runtime
