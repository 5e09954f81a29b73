#pragma once
#include "command_buffer.h"

// The base of all encoders, which record until they end.
@interface MTLDoubleEncoder : NSObject <MTLCommandEncoder> {
@protected
  MTLDoubleCommandBuffer *_commands;
  std::vector<metal_double::Step> _steps;
}
- (instancetype)initWithCommandBuffer:(MTLDoubleCommandBuffer *)commands;
// Ends the process if the encoder has ended.
- (void)requireOpen:(const char *)where;
@end
