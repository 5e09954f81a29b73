#include "graph_node.h"

#include "../mps/misuse.h"

MPSGraphTensor *MakeTensor(GraphNode node) {
  return [[MPSGraphTensor alloc] initWithNode:std::make_shared<GraphNode>(std::move(node))];
}

MPSGraphTensor *Operation(Shape shape, std::vector<Node> operands,
                          std::function<HostTensor(const HostTensors &)> compute) {
  const MPSDataType type = operands.front()->type;
  for (const Node &operand : operands)
    if (operand->type != type)
      Misuse("operands of one operation have different data types");
  return MakeTensor({std::move(shape), type, false, std::move(operands), std::move(compute)});
}
