#pragma once
#include "graph_builder.h"

namespace tilescope {

// The product as an MPSGraph.
std::unique_ptr<GpuRoutine> MakeGraphMatmul(GraphBuilder &&builder, const ProductSpec &spec);

} // namespace tilescope
