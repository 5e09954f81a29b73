#pragma once
#include <cstddef>

namespace tilescope {

// Replaces `count` scores by exp(score - the largest of them), and returns
// what they sum up to: 0 if there are none.
float ExponentiateScores(float *scores, size_t count);

} // namespace tilescope
