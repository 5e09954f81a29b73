#pragma once
#include "command_buffer.h"

// What all encoders do: record, until they end.
@interface MTLDoubleEncoder : NSObject <MTLCommandEncoder> {
@protected
  MTLDoubleCommandBuffer *_commands;
  std::vector<metal_double::Step> _steps;
}
- (instancetype)initWithCommandBuffer:(MTLDoubleCommandBuffer *)commands;
// Ends the process when the encoder has ended.
- (void)requireOpen:(const char *)where;
@end
