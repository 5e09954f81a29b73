#include "nd_array.h"

#include "elements.h"
#include "misuse.h"

// A packed row, or a matrix of it repeated: all that anybody here asks for.
@implementation MPSNDArrayDescriptor
+ (instancetype)descriptorWithDataType:(MPSDataType)dataType shape:(NSArray<NSNumber *> *)shape {
  MPSNDArrayDescriptor *const descriptor = [MPSNDArrayDescriptor alloc];
  descriptor->_dataType = dataType;
  descriptor->_shape = [shape copy];
  return descriptor;
}
@end

@implementation MPSNDArray
- (instancetype)initWithBuffer:(id<MTLBuffer>)buffer
                        offset:(NSUInteger)offset
                    descriptor:(MPSNDArrayDescriptor *)descriptor {
  const size_t columns = [descriptor.shape.lastObject unsignedIntegerValue];
  if (offset != 0 || !descriptor.preferPackedRows || [descriptor.shape.firstObject unsignedIntegerValue] != 1)
    Misuse("the double supports arrays of one packed row at the start of a buffer");
  if (buffer.length < columns * BytesPerElement(descriptor.dataType))
    Misuse("a buffer of " + std::to_string(buffer.length) + " bytes is too small for the array");
  if ((self = [super init])) {
    _buffer = buffer;
    _shape = descriptor.shape;
    _dataType = descriptor.dataType;
  }
  return self;
}

- (MPSNDArray *)arrayViewWithShape:(MPSShape *)shape strides:(MPSShape *)strides {
  if (strides.count != 2 || shape.count != 2 || [strides[0] unsignedIntegerValue] != 0 ||
      [strides[1] unsignedIntegerValue] != 1 || ![shape.lastObject isEqual:_shape.lastObject])
    return nil;
  MPSNDArray *const view = [MPSNDArray alloc];
  view->_buffer = _buffer;
  view->_shape = [shape copy];
  view->_dataType = _dataType;
  view->_hasSameRows = YES;
  return view;
}
@end
