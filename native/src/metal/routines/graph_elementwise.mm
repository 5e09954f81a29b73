#include "graph_elementwise.h"

#include "metal/metal_buffer.h"
#include "mps_limits.h"

namespace tilescope {

std::unique_ptr<GpuRoutine> MakeGraphElementwise(GraphBuilder &&builder, const ElementwiseSpec &spec) {
  CheckGraphElementwise(spec);
  MPSGraphTensor *y = builder.Permuted(builder.Feed(MemoryOf(*spec.x), spec.extents), spec.permutation);
  if (spec.result_type != spec.type)
    y = [builder.Graph() castTensor:y toType:ToMps(spec.result_type) name:nil];
  return builder.Compile(y, MemoryOf(*spec.y));
}

} // namespace tilescope
