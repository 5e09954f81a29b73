#pragma once
#include "graph_builder.h"

namespace tilescope {

// A transposition and a cast, as far as they are asked for.
std::unique_ptr<GpuRoutine> MakeGraphElementwise(GraphBuilder &&builder, const ElementwiseSpec &spec);

} // namespace tilescope
