#include "graph_activation.h"

#include <cmath>
#include <numbers>

namespace tilescope {
namespace {

// Sums and products of tensors and numbers.
struct Arithmetic {
  MPSGraph *graph;
  MPSDataType type;

  MPSGraphTensor *Number(double value) const { return [graph constantWithScalar:value dataType:type]; }
  MPSGraphTensor *Sum(MPSGraphTensor *a, MPSGraphTensor *b) const {
    return [graph additionWithPrimaryTensor:a secondaryTensor:b name:nil];
  }
  MPSGraphTensor *Product(MPSGraphTensor *a, MPSGraphTensor *b) const {
    return [graph multiplicationWithPrimaryTensor:a secondaryTensor:b name:nil];
  }

  // x / 2 * (1 + curve), for a curve from -1 to 1.
  MPSGraphTensor *Gated(MPSGraphTensor *x, MPSGraphTensor *curve) const {
    return Product(Product(x, Number(0.5)), Sum(curve, Number(1)));
  }
};

} // namespace

MPSGraphTensor *Activated(const GraphBuilder &builder, MPSGraphTensor *x, Activation activation) {
  const Arithmetic on = {builder.Graph(), builder.DataType()};
  switch (activation) {
  case Activation::kNone:
    return x;
  case Activation::kRelu:
    return [on.graph reLUWithTensor:x name:nil];
  case Activation::kSilu:
    return on.Product(x, [on.graph sigmoidWithTensor:x name:nil]);
  case Activation::kGelu:
    return on.Gated(x, [on.graph erfWithTensor:on.Product(x, on.Number(std::numbers::sqrt2 / 2)) name:nil]);
  case Activation::kGeluTanh: {
    // tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))
    MPSGraphTensor *square = on.Product(on.Product(x, x), on.Number(0.044715));
    MPSGraphTensor *scaled = on.Product(x, on.Number(std::sqrt(2 * std::numbers::inv_pi)));
    return on.Gated(x, [on.graph tanhWithTensor:on.Product(scaled, on.Sum(square, on.Number(1))) name:nil]);
  }
  }
}

} // namespace tilescope
