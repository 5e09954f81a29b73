#pragma once
#include "encoder.h"

@interface MTLDoubleComputeEncoder : MTLDoubleEncoder <MTLComputeCommandEncoder>
- (instancetype)initWithCommandBuffer:(MTLDoubleCommandBuffer *)commands
                           descriptor:(MTLComputePassDescriptor *)descriptor;
@end
