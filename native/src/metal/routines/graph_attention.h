#pragma once
#include "graph_builder.h"

namespace tilescope {

// Attention as MPSGraph's single operation, available from macOS 15.
std::unique_ptr<GpuRoutine> MakeGraphAttention(GraphBuilder &&builder, const AttentionSpec &spec)
    API_AVAILABLE(macos(15.0));

// Attention as a product, a softmax and a product in one graph. The system may recognise the pattern and fuse
// it, as it does from macOS 15.
std::unique_ptr<GpuRoutine> MakeOperationsAttention(GraphBuilder &&builder, const AttentionSpec &spec);

} // namespace tilescope
