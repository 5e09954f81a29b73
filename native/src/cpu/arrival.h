#pragma once
#include "msl/abi.h"

#include <compare>

namespace tilescope {

// Orders the synchronisations that two lanes wait at as a single thread would come to them. They are equal
// when the lanes are at the same operation in the same turns of all loops and the same calls.
std::strong_ordering CompareArrivals(const MslLane &a, const MslLane &b);

} // namespace tilescope
