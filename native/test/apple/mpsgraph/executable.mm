#include "graph_node.h"

#include "../mps/elements.h"
#include "../mps/misuse.h"
#include "../mps/root_command_buffer.h"

#include <algorithm>
#include <unordered_map>

namespace {

using Values = std::unordered_map<const GraphNode *, HostTensor>;

// MPSGraph may commit the command buffer it was given and continue with another. The double does so half way
// through graphs whose values have more elements than this.
constexpr size_t kElementsToContinueAfter = 1 << 14;

// In topological order.
void Collect(const Node &node, const std::vector<Node> &fed, std::vector<Node> &order) {
  const auto has = [&](const std::vector<Node> &nodes) {
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
  };
  if (has(order) || has(fed))
    return;
  if (!node->compute)
    Misuse("a placeholder has no feed");
  for (const Node &operand : node->operands)
    Collect(operand, fed, order);
  order.push_back(node);
}

std::vector<Node> NodesOf(NSArray<MPSGraphTensor *> *tensors) {
  std::vector<Node> nodes;
  for (MPSGraphTensor *tensor in tensors)
    nodes.push_back(tensor.node);
  return nodes;
}

void CheckData(MPSGraphTensorData *data, const GraphNode &node) {
  if (ToShape(data.shape) != node.shape || data.dataType != node.type)
    Misuse("data differ in shape or data type from their tensor");
}

HostTensor Load(MPSGraphTensorData *data) {
  HostTensor tensor = {ToShape(data.shape), {}, static_cast<bool>(data.hasSameRows)};
  tensor.values.resize(CountOf(tensor.shape));
  const size_t columns = tensor.shape.back();
  const size_t stored = tensor.same_rows ? columns : tensor.values.size();
  LoadElements(data.dataType, HostMemory(data.buffer), stored, tensor.values.data());
  for (size_t i = stored; i < tensor.values.size(); i++)
    tensor.values[i] = tensor.values[i % columns];
  return tensor;
}

// A value is missing if the command buffer that should have computed it failed; then nothing that depends on
// it is computed either.
void Compute(const GraphNode &node, Values &values) {
  HostTensors operands;
  for (const Node &operand : node.operands) {
    const auto value = values.find(operand.get());
    if (value == values.end())
      return;
    operands.push_back(&value->second);
  }
  HostTensor result = node.compute(operands);
  RoundElements(node.type, result.values.data(), result.values.size());
  values[&node] = std::move(result);
}

void Store(const GraphNode &node, const Values &values, MPSGraphTensorData *data) {
  const auto value = values.find(&node);
  if (value == values.end())
    return;
  const std::vector<float> &elements = value->second.values;
  StoreElements(data.dataType, elements.data(), elements.size(), HostMemory(data.buffer));
}

} // namespace

@implementation MPSGraphExecutableExecutionDescriptor
- (id)copyWithZone:(void *)zone {
  return self;
}
@end

@implementation MPSGraphExecutable {
  std::vector<Node> _feeds, _targets, _order;
  size_t _elements;
  MPSGraphOptimization _level;
}

- (instancetype)initWithFeeds:(NSArray<MPSGraphTensor *> *)feeds
                      targets:(NSArray<MPSGraphTensor *> *)targets
                        level:(MPSGraphOptimization)level {
  if ((self = [super init])) {
    _level = level;
    _feedTensors = feeds;
    _targetTensors = targets;
    _feeds = NodesOf(feeds);
    _targets = NodesOf(targets);
    for (const Node &target : _targets)
      Collect(target, _feeds, _order);
    for (const Node &node : _order)
      _elements += CountOf(node->shape);
  }
  return self;
}

- (NSArray<MPSGraphTensorData *> *)encodeToCommandBuffer:(MPSCommandBuffer *)commandBuffer
                                             inputsArray:(NSArray<MPSGraphTensorData *> *)inputsArray
                                            resultsArray:(NSArray<MPSGraphTensorData *> *)resultsArray
                                     executionDescriptor:
                                         (MPSGraphExecutableExecutionDescriptor *)executionDescriptor {
  if (inputsArray.count != _feeds.size() || resultsArray.count != _targets.size())
    Misuse("an executable needs one data object per feed and target");
  const auto values = std::make_shared<Values>();
  const auto enqueue = [&](std::function<void()> work) {
    EnqueueHostWork(RootCommandBuffer(commandBuffer), std::move(work));
  };
  for (size_t i = 0; i < _feeds.size(); i++) {
    MPSGraphTensorData *data = inputsArray[i];
    CheckData(data, *_feeds[i]);
    enqueue([values, data, node = _feeds[i]] { (*values)[node.get()] = Load(data); });
  }
  for (size_t i = 0; i < _order.size(); i++) {
    if (i == _order.size() / 2 && _elements > kElementsToContinueAfter) {
      id<MTLCommandBuffer> committed = RootCommandBuffer(commandBuffer);
      [commandBuffer commitAndContinue];
      // Work for another engine may have to wait for the GPU.
      if (_level != MPSGraphOptimizationLevel0)
        [committed waitUntilCompleted];
    }
    enqueue([values, node = _order[i], level = _level] {
      const AtLevel at(level);
      Compute(*node, *values);
    });
  }
  for (size_t i = 0; i < _targets.size(); i++) {
    MPSGraphTensorData *data = resultsArray[i];
    CheckData(data, *_targets[i]);
    enqueue([values, data, node = _targets[i]] { Store(*node, *values, data); });
  }
  return resultsArray;
}
@end
