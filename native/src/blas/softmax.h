#pragma once
#include <cstddef>

namespace tilescope {

// Replaces `count` scores by exp(score - maximum) and returns their sum, 0 if there are none.
float ExponentiateScores(float *scores, size_t count);

} // namespace tilescope
