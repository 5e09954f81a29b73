#import <MetalPerformanceShaders/MetalPerformanceShaders.h>

#include "elements.h"
#include "misuse.h"

@implementation MPSKernel
- (instancetype)initWithDevice:(id<MTLDevice>)device {
  if ((self = [super init]))
    _device = device;
  return self;
}
@end

@implementation MPSMatrixDescriptor
+ (instancetype)matrixDescriptorWithRows:(NSUInteger)rows
                                 columns:(NSUInteger)columns
                                rowBytes:(NSUInteger)rowBytes
                                dataType:(MPSDataType)dataType {
  MPSMatrixDescriptor *descriptor = [[MPSMatrixDescriptor alloc] init];
  descriptor.rows = rows;
  descriptor.columns = columns;
  descriptor.rowBytes = rowBytes;
  descriptor.dataType = dataType;
  return descriptor;
}

// As measured on a Mac: a single column is not padded, rows of floats are padded to a multiple of 16 bytes.
+ (size_t)rowBytesForColumns:(NSUInteger)columns dataType:(MPSDataType)dataType {
  const size_t bytes = columns * BytesPerElement(dataType);
  return columns <= 1 ? bytes : (bytes + 15) / 16 * 16;
}

- (NSUInteger)matrices {
  return 1;
}
@end

@implementation MPSMatrix
- (instancetype)initWithBuffer:(id<MTLBuffer>)buffer descriptor:(MPSMatrixDescriptor *)descriptor {
  const size_t least = descriptor.columns * BytesPerElement(descriptor.dataType);
  if (descriptor.rowBytes < least)
    Misuse("rowBytes " + std::to_string(descriptor.rowBytes) + " is less than a row of " +
           std::to_string(least));
  if (buffer.length < descriptor.rowBytes * (descriptor.rows - 1) + least)
    Misuse("a buffer of " + std::to_string(buffer.length) + " bytes is too small for the matrix");
  // Rows of half narrower than MPS recommends have been seen to crash it.
  const size_t recommended = [MPSMatrixDescriptor rowBytesForColumns:descriptor.columns
                                                            dataType:descriptor.dataType];
  if (descriptor.dataType == MPSDataTypeFloat16 && descriptor.rows > 1 && descriptor.rowBytes < recommended)
    Misuse("rows of half " + std::to_string(descriptor.rowBytes) +
           " bytes apart; recommended: " + std::to_string(recommended));
  if ((self = [super init])) {
    _data = buffer;
    _device = buffer.device;
    _rows = descriptor.rows;
    _columns = descriptor.columns;
    _rowBytes = descriptor.rowBytes;
    _dataType = descriptor.dataType;
  }
  return self;
}
@end
