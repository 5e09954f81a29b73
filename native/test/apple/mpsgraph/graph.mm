#include "graph_node.h"

#include "../faults.h"
#include "../mps/misuse.h"

#include <cmath>

@implementation MPSGraph {
  NSMutableArray<MPSGraphTensor *> *_placeholders;
}

- (instancetype)init {
  if ((self = [super init]))
    _placeholders = [NSMutableArray array];
  return self;
}

- (NSArray<MPSGraphTensor *> *)placeholderTensors {
  return [_placeholders copy];
}

- (MPSGraphExecutable *)compileWithDevice:(MPSGraphDevice *)device
                                    feeds:(MPSGraphTensorShapedTypeDictionary *)feeds
                            targetTensors:(NSArray<MPSGraphTensor *> *)targetTensors
                         targetOperations:(NSArray<MPSGraphOperation *> *)targetOperations
                    compilationDescriptor:(MPSGraphCompilationDescriptor *)compilationDescriptor {
  if (faults::Strikes(faults::Name::kPipelineFailure))
    return nil;
  // The order of an executable's feeds is unspecified. Here it is the reverse of the placeholders' order.
  NSMutableArray<MPSGraphTensor *> *ordered = [NSMutableArray array];
  for (NSUInteger i = _placeholders.count; i-- > 0;) {
    MPSGraphShapedType *type = feeds[_placeholders[i]];
    if (!type)
      continue;
    if (ToShape(type.shape) != _placeholders[i].node->shape || type.dataType != _placeholders[i].dataType)
      Misuse("a feed differs in shape or data type from its placeholder");
    [ordered addObject:_placeholders[i]];
  }
  const MPSGraphOptimization level =
      compilationDescriptor ? compilationDescriptor.optimizationLevel : MPSGraphOptimizationLevel1;
  return [[MPSGraphExecutable alloc] initWithFeeds:ordered targets:targetTensors level:level];
}

- (MPSGraphTensor *)placeholderWithShape:(MPSShape *)shape
                                dataType:(MPSDataType)dataType
                                    name:(NSString *)name {
  MPSGraphTensor *tensor = MakeTensor({ToShape(shape), dataType, false, {}, nullptr});
  [_placeholders addObject:tensor];
  return tensor;
}

- (MPSGraphTensor *)constantWithScalar:(double)scalar dataType:(MPSDataType)dataType {
  const HostTensor value = {{1}, {static_cast<float>(scalar)}};
  return MakeTensor({value.shape, dataType, false, {}, [value](const HostTensors &) { return value; }});
}

- (MPSGraphTensor *)meanOfTensor:(MPSGraphTensor *)tensor
                            axes:(NSArray<NSNumber *> *)axes
                            name:(NSString *)name {
  const Shape shape = ReducedShape(tensor.node->shape, ToShape(axes));
  return Operation(shape, {tensor.node}, [shape](const HostTensors &of) { return Mean(*of[0], shape); });
}

- (MPSGraphTensor *)varianceOfTensor:(MPSGraphTensor *)tensor
                          meanTensor:(MPSGraphTensor *)meanTensor
                                axes:(NSArray<NSNumber *> *)axes
                                name:(NSString *)name {
  const Shape shape = ReducedShape(tensor.node->shape, ToShape(axes));
  return Operation(shape, {tensor.node, meanTensor.node}, [shape](const HostTensors &of) {
    const auto square = [](float x, float mean) { return (x - mean) * (x - mean); };
    return Mean(Elementwise(*of[0], *of[1], square), shape);
  });
}

- (MPSGraphTensor *)normalizationWithTensor:(MPSGraphTensor *)tensor
                                 meanTensor:(MPSGraphTensor *)mean
                             varianceTensor:(MPSGraphTensor *)variance
                                gammaTensor:(MPSGraphTensor *)gamma
                                 betaTensor:(MPSGraphTensor *)beta
                                    epsilon:(float)epsilon
                                       name:(NSString *)name {
  std::vector<Node> operands = {tensor.node, mean.node, variance.node};
  for (MPSGraphTensor *optional : {gamma, beta})
    if (optional)
      operands.push_back(optional.node);
  for (const Node &operand : operands)
    if (BroadcastShape(tensor.node->shape, operand->shape) != tensor.node->shape)
      Misuse("an operand of a normalization does not fit its tensor");
  const bool scales = gamma, shifts = beta;
  return Operation(tensor.node->shape, operands, [=](const HostTensors &of) {
    const auto divide = [epsilon](float x, float variance) { return x / std::sqrt(variance + epsilon); };
    HostTensor result = Elementwise(Elementwise(*of[0], *of[1], std::minus<>()), *of[2], divide);
    if (scales)
      result = Elementwise(result, *of[3], std::multiplies<>());
    return shifts ? Elementwise(result, *of.back(), std::plus<>()) : result;
  });
}

- (MPSGraphTensor *)matrixMultiplicationWithPrimaryTensor:(MPSGraphTensor *)primaryTensor
                                          secondaryTensor:(MPSGraphTensor *)secondaryTensor
                                                     name:(NSString *)name {
  const Node a = primaryTensor.node, b = secondaryTensor.node;
  MPSGraphTensor *product =
      Operation(ProductShape(a->shape, b->shape), {a, b},
                [](const HostTensors &operands) { return Product(*operands[0], *operands[1]); });
  product.node->is_product = true;
  return product;
}

- (MPSGraphTensor *)scaledDotProductAttentionWithQueryTensor:(MPSGraphTensor *)queryTensor
                                                   keyTensor:(MPSGraphTensor *)keyTensor
                                                 valueTensor:(MPSGraphTensor *)valueTensor
                                                  maskTensor:(MPSGraphTensor *)maskTensor
                                                       scale:(float)scale
                                                        name:(NSString *)name {
  const Shape &keys = keyTensor.node->shape;
  const Shape scores =
      ProductShape(queryTensor.node->shape, TransposedShape(keys, keys.size() - 2, keys.size() - 1));
  std::vector<Node> operands = {queryTensor.node, keyTensor.node, valueTensor.node};
  if (maskTensor) {
    if (BroadcastShape(scores, maskTensor.node->shape) != scores)
      Misuse("the mask does not fit the scores");
    operands.push_back(maskTensor.node);
  }
  return Operation(ProductShape(scores, valueTensor.node->shape), operands, [scale](const HostTensors &of) {
    return Attention(*of[0], *of[1], *of[2], of.size() > 3 ? of[3] : nullptr, scale);
  });
}
@end

@implementation MPSGraphCompilationDescriptor
- (instancetype)init {
  if ((self = [super init]))
    _optimizationLevel = MPSGraphOptimizationLevel1;
  return self;
}

- (id)copyWithZone:(void *)zone {
  MPSGraphCompilationDescriptor *copy = [[MPSGraphCompilationDescriptor alloc] init];
  copy.optimizationLevel = self.optimizationLevel;
  copy.waitForCompilationCompletion = self.waitForCompilationCompletion;
  return copy;
}
@end
