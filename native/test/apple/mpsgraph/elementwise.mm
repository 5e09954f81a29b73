#include "graph_node.h"

#include "../mps/misuse.h"
#include "known_faults.h"

#include <algorithm>
#include <cmath>

namespace {

template <class Function>
MPSGraphTensor *ElementwiseOperation(MPSGraphTensor *primary, MPSGraphTensor *secondary, Function function) {
  const Node a = primary.node, b = secondary.node;
  return Operation(BroadcastShape(a->shape, b->shape), {a, b}, [function](const HostTensors &operands) {
    return Elementwise(*operands[0], *operands[1], function);
  });
}

template <class Function> MPSGraphTensor *ElementwiseOperation(MPSGraphTensor *tensor, Function function) {
  return Operation(tensor.node->shape, {tensor.node}, [function](const HostTensors &operands) {
    HostTensor result = *operands[0];
    std::transform(result.values.begin(), result.values.end(), result.values.begin(), function);
    return result;
  });
}

} // namespace

@implementation MPSGraph (MPSGraphArithmeticOps)
- (MPSGraphTensor *)additionWithPrimaryTensor:(MPSGraphTensor *)primaryTensor
                              secondaryTensor:(MPSGraphTensor *)secondaryTensor
                                         name:(NSString *)name {
  if (!primaryTensor.node->is_product)
    return ElementwiseOperation(primaryTensor, secondaryTensor, std::plus<>());
  const Node a = primaryTensor.node, b = secondaryTensor.node;
  return Operation(BroadcastShape(a->shape, b->shape), {a, b}, [](const HostTensors &operands) {
    HostTensor sum = Elementwise(*operands[0], *operands[1], std::plus<>());
    SpoilAddition(sum);
    return sum;
  });
}

- (MPSGraphTensor *)multiplicationWithPrimaryTensor:(MPSGraphTensor *)primaryTensor
                                    secondaryTensor:(MPSGraphTensor *)secondaryTensor
                                               name:(NSString *)name {
  return ElementwiseOperation(primaryTensor, secondaryTensor, std::multiplies<>());
}

- (MPSGraphTensor *)tanhWithTensor:(MPSGraphTensor *)tensor name:(NSString *)name {
  return ElementwiseOperation(tensor, [](float x) { return std::tanh(x); });
}

- (MPSGraphTensor *)erfWithTensor:(MPSGraphTensor *)tensor name:(NSString *)name {
  return ElementwiseOperation(tensor, [](float x) { return std::erf(x); });
}
@end

@implementation MPSGraph (MPSGraphActivationOps)
- (MPSGraphTensor *)reLUWithTensor:(MPSGraphTensor *)tensor name:(NSString *)name {
  return ElementwiseOperation(tensor, [](float x) { return std::max(x, 0.0f); });
}

- (MPSGraphTensor *)sigmoidWithTensor:(MPSGraphTensor *)tensor name:(NSString *)name {
  return ElementwiseOperation(tensor, [](float x) { return 1 / (1 + std::exp(-x)); });
}

- (MPSGraphTensor *)softMaxWithTensor:(MPSGraphTensor *)tensor axis:(NSInteger)axis name:(NSString *)name {
  const auto last = static_cast<NSInteger>(tensor.node->shape.size()) - 1;
  if (axis != -1 && axis != last)
    Misuse("the double supports softmax only along the last axis, not along " + std::to_string(axis));
  return Operation(tensor.node->shape, {tensor.node},
                   [](const HostTensors &operands) { return SoftMax(*operands[0]); });
}
@end

@implementation MPSGraph (MPSGraphTensorShapeOps)
- (MPSGraphTensor *)transposeTensor:(MPSGraphTensor *)tensor
                          dimension:(NSUInteger)dimensionIndex
                      withDimension:(NSUInteger)dimensionIndex2
                               name:(NSString *)name {
  return Operation(
      TransposedShape(tensor.node->shape, dimensionIndex, dimensionIndex2), {tensor.node},
      [=](const HostTensors &operands) { return Transposed(*operands[0], dimensionIndex, dimensionIndex2); });
}

- (MPSGraphTensor *)transposeTensor:(MPSGraphTensor *)tensor
                        permutation:(NSArray<NSNumber *> *)permutation
                               name:(NSString *)name {
  const Shape order = ToShape(permutation);
  return Operation(PermutedShape(tensor.node->shape, order), {tensor.node},
                   [order](const HostTensors &operands) { return Permuted(*operands[0], order); });
}

- (MPSGraphTensor *)castTensor:(MPSGraphTensor *)tensor toType:(MPSDataType)type name:(NSString *)name {
  return MakeTensor({tensor.node->shape, type, false, {tensor.node}, [](const HostTensors &operands) {
                       return *operands[0]; // rounded to the type of the result
                     }});
}
@end
