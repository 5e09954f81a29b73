#pragma once
#include "host_tensor.h"

#import <MetalPerformanceShadersGraph/MetalPerformanceShadersGraph.h>

#include <memory>

using HostTensors = std::vector<const HostTensor *>;

// The operation behind a tensor of a graph.
struct GraphNode {
  Shape shape;
  MPSDataType type;
  bool is_product = false;
  std::vector<std::shared_ptr<GraphNode>> operands;
  // Computes the value from those of the operands; empty for a placeholder, whose value is fed.
  std::function<HostTensor(const HostTensors &operands)> compute;
};

using Node = std::shared_ptr<GraphNode>;

MPSGraphTensor *MakeTensor(GraphNode node);

// The result of an operation on operands that share one type, which is also the result's.
MPSGraphTensor *Operation(Shape shape, std::vector<Node> operands,
                          std::function<HostTensor(const HostTensors &)> compute);

@interface MPSGraphTensor ()
- (instancetype)initWithNode:(std::shared_ptr<GraphNode>)node;
- (std::shared_ptr<GraphNode>)node;
@end

@interface MPSGraphTensorData ()
@property(readonly, nonatomic) id<MTLBuffer> buffer;
@property(readonly, nonatomic) BOOL hasSameRows;
@end

@interface MPSGraphExecutable ()
- (instancetype)initWithFeeds:(NSArray<MPSGraphTensor *> *)feeds
                      targets:(NSArray<MPSGraphTensor *> *)targets
                        level:(MPSGraphOptimization)level;
@end

Shape ToShape(MPSShape *shape);
MPSShape *ToMpsShape(const Shape &shape);
