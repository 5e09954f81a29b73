#pragma once
#include "abi.h"

namespace objc_runtime {

// The selector for a name: equal names have equal addresses. Thread-safe.
Selector Intern(const char *name);

} // namespace objc_runtime
