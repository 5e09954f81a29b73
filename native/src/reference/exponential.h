#pragma once
#include <cstddef>

namespace tilescope {

// Replaces `count` numbers by exp(number - shift), within 2 units in the last place of float64. None may be
// above the shift; those more than 708 below it become e^-708, next to which no sum of others is small.
void ExponentiateBelow(double shift, double *numbers, size_t count);

} // namespace tilescope
