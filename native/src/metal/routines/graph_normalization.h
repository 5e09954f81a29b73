#pragma once
#include "graph_builder.h"

namespace tilescope {

// Mean, variance and normalization as operations of one graph, which the system may fuse; or a softmax.
std::unique_ptr<GpuRoutine> MakeGraphNormalization(GraphBuilder &&builder, const NormalizationSpec &spec);

} // namespace tilescope
