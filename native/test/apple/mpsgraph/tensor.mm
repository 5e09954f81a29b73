#include "graph_node.h"

#include "../mps/elements.h"
#include "../mps/misuse.h"
#include "../mps/nd_array.h"

Shape ToShape(MPSShape *extents) {
  Shape shape;
  for (NSNumber *extent in extents)
    shape.push_back(extent.unsignedIntegerValue);
  return shape;
}

MPSShape *ToMpsShape(const Shape &shape) {
  NSMutableArray<NSNumber *> *extents = [NSMutableArray array];
  for (const size_t extent : shape)
    [extents addObject:@(extent)];
  return extents;
}

@implementation MPSGraphObject
@end

@implementation MPSGraphType
- (id)copyWithZone:(void *)zone {
  return self;
}
@end

@implementation MPSGraphShapedType
- (instancetype)initWithShape:(MPSShape *)shape dataType:(MPSDataType)dataType {
  if ((self = [super init])) {
    _shape = shape;
    _dataType = dataType;
  }
  return self;
}
@end

@implementation MPSGraphDevice
+ (instancetype)deviceWithMTLDevice:(id<MTLDevice>)metalDevice {
  MPSGraphDevice *device = [[MPSGraphDevice alloc] init];
  device->_metalDevice = metalDevice;
  return device;
}
@end

@implementation MPSGraphTensor {
  std::shared_ptr<GraphNode> _node;
}

- (instancetype)initWithNode:(std::shared_ptr<GraphNode>)node {
  if ((self = [super init]))
    _node = std::move(node);
  return self;
}

- (std::shared_ptr<GraphNode>)node {
  return _node;
}

- (id)copyWithZone:(void *)zone {
  return self;
}

- (MPSShape *)shape {
  return ToMpsShape(_node->shape);
}

- (MPSDataType)dataType {
  return _node->type;
}
@end

@implementation MPSGraphTensorData
- (instancetype)initWithMTLBuffer:(id<MTLBuffer>)buffer
                            shape:(MPSShape *)shape
                         dataType:(MPSDataType)dataType {
  const size_t bytes = CountOf(ToShape(shape)) * BytesPerElement(dataType);
  if (buffer.length < bytes)
    Misuse("a buffer of " + std::to_string(buffer.length) + " bytes is too small for a tensor of " +
           std::to_string(bytes));
  if ((self = [super init])) {
    _buffer = buffer;
    _shape = [shape copy];
    _dataType = dataType;
    _device = [MPSGraphDevice deviceWithMTLDevice:buffer.device];
  }
  return self;
}

- (instancetype)initWithMPSNDArray:(MPSNDArray *)ndarray {
  if ((self = [super init])) {
    _buffer = ndarray.buffer;
    _shape = ndarray.shape;
    _dataType = ndarray.dataType;
    _hasSameRows = ndarray.hasSameRows;
    _device = [MPSGraphDevice deviceWithMTLDevice:ndarray.buffer.device];
  }
  return self;
}
@end
