#pragma once
#include "error.h"

namespace tilescope {

// In a handler for anything: what it caught, as an Error. An exception of Objective-C is DRIVER_EXCEPTION
// with its name and reason, one of C++ is INTERNAL.
Error CaughtError();

} // namespace tilescope
