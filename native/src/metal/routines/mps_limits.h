// Sizes at which Apple's libraries are known to return wrong results without an error or to end the process.
// They are refused here, so that nobody waits for a wrong result; electron/compute verifies every output as
// well.
#pragma once
#include "routine.h"

namespace tilescope {

// These throw UNSUPPORTED, naming the limit and the requested size.
void CheckMpsProduct(const ProductSpec &spec, size_t bytes_per_row_of_c);
void CheckGraphProduct(const ProductSpec &spec);
void CheckGraphAttention(const AttentionSpec &spec);

} // namespace tilescope
