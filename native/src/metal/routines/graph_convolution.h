#pragma once
#include "graph_builder.h"

namespace tilescope {

// A convolution with its bias and activation, or one of its gradients, as operations of one graph.
std::unique_ptr<GpuRoutine> MakeGraphConvolution(GraphBuilder &&builder, const ConvolutionSpec &spec);

} // namespace tilescope
