#pragma once
#include "graph_builder.h"

namespace tilescope {

// The activation of a tensor, as operations of the graph.
MPSGraphTensor *Activated(const GraphBuilder &builder, MPSGraphTensor *x, Activation activation);

} // namespace tilescope
