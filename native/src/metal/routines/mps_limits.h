// What ends the process in Apple's libraries is refused here. Where they return wrong results, they run, and
// are found out: see kernels/library-faults.ts.
#pragma once
#include "routine.h"

namespace tilescope {

// These throw UNSUPPORTED, naming the limit and the requested size.
void CheckGraphProduct(const ProductSpec &spec);
void CheckGraphAttention(const AttentionSpec &spec);
void CheckGraphConvolution(const ConvolutionSpec &spec);
void CheckGraphElementwise(const ElementwiseSpec &spec);
void CheckGraphNormalization(const NormalizationSpec &spec);

} // namespace tilescope
