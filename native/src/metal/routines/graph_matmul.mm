#include "graph_matmul.h"

#include "metal/metal_buffer.h"
#include "mps_limits.h"

namespace tilescope {
namespace {

using Shape = GraphBuilder::Shape;

// Matrices [rows, columns] that may be stored transposed. The compiler folds the transposition into the
// product.
struct Operand {
  DeviceBuffer &buffer;
  uint32_t rows, columns;
  bool transposed;

  // `members` is empty for a product of two matrices.
  MPSGraphTensor *FeedTo(GraphBuilder &builder, Shape members, bool same_rows = false) const {
    Shape shape = std::move(members);
    shape.push_back(transposed ? columns : rows);
    shape.push_back(transposed ? rows : columns);
    id<MTLBuffer> memory = MemoryOf(buffer);
    MPSGraphTensor *tensor = same_rows ? builder.FeedSameRows(memory, shape) : builder.Feed(memory, shape);
    if (!transposed)
      return tensor;
    return [builder.Graph() transposeTensor:tensor
                                  dimension:shape.size() - 2
                              withDimension:shape.size() - 1
                                       name:nil];
  }
};

} // namespace

std::unique_ptr<GpuRoutine> MakeGraphMatmul(GraphBuilder &&builder, const ProductSpec &spec) {
  CheckGraphProduct(spec);
  const auto members = [&](bool shared) {
    return spec.batch == 1 ? Shape{} : Shape{shared ? 1 : spec.batch};
  };
  const Operand left = {*spec.a, spec.m, spec.k, spec.transpose_a};
  const Operand right = {*spec.b, spec.k, spec.n, spec.transpose_b};
  MPSGraphTensor *a = left.FeedTo(builder, members(spec.shared_a), spec.same_rows_a);
  MPSGraphTensor *b = right.FeedTo(builder, members(spec.shared_b));
  MPSGraph *graph = builder.Graph();
  MPSGraphTensor *c = [graph matrixMultiplicationWithPrimaryTensor:a secondaryTensor:b name:nil];
  if (spec.bias)
    c = [graph additionWithPrimaryTensor:c
                         secondaryTensor:builder.Feed(MemoryOf(*spec.bias), {spec.n})
                                    name:nil];
  return builder.Compile(c, MemoryOf(*spec.c));
}

} // namespace tilescope
