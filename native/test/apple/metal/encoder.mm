#include "encoder.h"

#include "validation.h"

using namespace metal_double;

@implementation MTLDoubleEncoder {
  BOOL _isOpen;
  NSMutableArray<NSString *> *_signposts;
  NSUInteger _groups;
}
@synthesize label = _label;

- (instancetype)initWithCommandBuffer:(MTLDoubleCommandBuffer *)commands {
  [commands openEncoder:"-[MTLCommandBuffer commandEncoder]"];
  _commands = commands;
  _signposts = [NSMutableArray array];
  _isOpen = YES;
  return self;
}
- (void)dealloc {
  Require(!_isOpen, "-[MTLCommandEncoder dealloc]", "the encoder was released without endEncoding");
}
- (void)requireOpen:(const char *)where {
  Require(_isOpen, where, "the encoder has ended");
}
- (id<MTLDevice>)device {
  return _commands.device;
}
- (void)endEncoding {
  [self requireOpen:"-[MTLCommandEncoder endEncoding]"];
  Require(_groups == 0, "-[MTLCommandEncoder endEncoding]", "a debug group has not been popped");
  _isOpen = NO;
  [_commands closeEncoderWithPass:Pass{self.label ?: @"", [_signposts copy], std::move(_steps)}];
}
- (void)insertDebugSignpost:(NSString *)string {
  [_signposts addObject:string];
}
- (void)pushDebugGroup:(NSString *)string {
  _groups++;
}
- (void)popDebugGroup {
  Require(_groups > 0, "-[MTLCommandEncoder popDebugGroup]", "there is no group to pop");
  _groups--;
}
@end
