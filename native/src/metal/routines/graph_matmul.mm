#include "graph_matmul.h"

#include "graph_builder.h"
#include "metal/metal_buffer.h"
#include "mps_limits.h"

namespace tilescope {
namespace {

// A matrix [rows, columns] that may be stored transposed. The compiler folds the transposition into the
// product.
MPSGraphTensor *Operand(GraphBuilder &builder, DeviceBuffer &buffer, uint32_t rows, uint32_t columns,
                        bool transposed) {
  if (!transposed)
    return builder.Feed(MemoryOf(buffer), {rows, columns});
  return [builder.Graph() transposeTensor:builder.Feed(MemoryOf(buffer), {columns, rows})
                                dimension:0
                            withDimension:1
                                     name:nil];
}

} // namespace

std::unique_ptr<GpuRoutine> MakeGraphMatmul(id<MTLDevice> device, const ProductSpec &spec) {
  CheckGraphProduct(spec);
  GraphBuilder builder(device, spec.type);
  MPSGraphTensor *a = Operand(builder, *spec.a, spec.m, spec.k, spec.transpose_a);
  MPSGraphTensor *b = Operand(builder, *spec.b, spec.k, spec.n, spec.transpose_b);
  MPSGraphTensor *c = [builder.Graph() matrixMultiplicationWithPrimaryTensor:a secondaryTensor:b name:nil];
  return builder.Compile(c, MemoryOf(*spec.c));
}

} // namespace tilescope
