#pragma once
#include "host_tensor.h"

#import <MetalPerformanceShadersGraph/MetalPerformanceShadersGraph.h>

#include <memory>

using HostTensors = std::vector<const HostTensor *>;

// What a tensor of a graph stands for.
struct GraphNode {
  Shape shape;
  MPSDataType type;
  std::vector<std::shared_ptr<GraphNode>> operands;
  // From the values of the operands; none: a placeholder, whose value is fed.
  std::function<HostTensor(const HostTensors &operands)> compute;
};

@interface MPSGraphTensor ()
- (instancetype)initWithNode:(std::shared_ptr<GraphNode>)node;
- (std::shared_ptr<GraphNode>)node;
@end

@interface MPSGraphTensorData ()
@property(readonly, nonatomic) id<MTLBuffer> buffer;
@end

@interface MPSGraphExecutable ()
- (instancetype)initWithFeeds:(NSArray<MPSGraphTensor *> *)feeds targets:(NSArray<MPSGraphTensor *> *)targets;
@end

Shape ToShape(MPSShape *shape);
MPSShape *ToMpsShape(const Shape &shape);
