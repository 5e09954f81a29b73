// Sizes at which Apple's libraries are known to give wrong results without an
// error, or to end the process. Compute verifies every output as well; what is
// written down is refused, so that nobody waits for a result that is wrong.
#pragma once
#include "routine.h"

namespace tilescope {

// These throw UNSUPPORTED, naming the size and what is accepted.
void CheckMpsProduct(const ProductSpec &spec, size_t bytes_per_row_of_c);
void CheckGraphProduct(const ProductSpec &spec);
void CheckGraphAttention(const AttentionSpec &spec);

} // namespace tilescope
