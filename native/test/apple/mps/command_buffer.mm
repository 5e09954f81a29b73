#include "root_command_buffer.h"

id<MTLCommandBuffer> RootCommandBuffer(id<MTLCommandBuffer> commands) {
  if (![(NSObject *)commands isKindOfClass:[MPSCommandBuffer class]])
    return commands;
  return ((MPSCommandBuffer *)commands).rootCommandBuffer;
}

// Forwards everything to the command buffer inside.
@implementation MPSCommandBuffer
@synthesize commandBuffer = _root;

+ (instancetype)commandBufferWithCommandBuffer:(id<MTLCommandBuffer>)commandBuffer {
  return [[MPSCommandBuffer alloc] initWithCommandBuffer:commandBuffer];
}

+ (instancetype)commandBufferFromCommandQueue:(id<MTLCommandQueue>)commandQueue {
  return [[MPSCommandBuffer alloc] initWithCommandBuffer:[commandQueue commandBuffer]];
}

- (instancetype)initWithCommandBuffer:(id<MTLCommandBuffer>)commandBuffer {
  if ((self = [super init]))
    _root = RootCommandBuffer(commandBuffer);
  return self;
}

- (id<MTLCommandBuffer>)rootCommandBuffer {
  return _root;
}

- (void)commitAndContinue {
  id<MTLCommandQueue> queue = _root.commandQueue;
  [_root commit];
  _root = [queue commandBuffer];
}

- (id<MTLDevice>)device {
  return _root.device;
}
- (id<MTLCommandQueue>)commandQueue {
  return _root.commandQueue;
}
- (BOOL)retainedReferences {
  return _root.retainedReferences;
}
- (MTLCommandBufferErrorOption)errorOptions {
  return _root.errorOptions;
}
- (NSString *)label {
  return _root.label;
}
- (void)setLabel:(NSString *)label {
  _root.label = label;
}
- (CFTimeInterval)kernelStartTime {
  return _root.kernelStartTime;
}
- (CFTimeInterval)kernelEndTime {
  return _root.kernelEndTime;
}
- (CFTimeInterval)GPUStartTime {
  return _root.GPUStartTime;
}
- (CFTimeInterval)GPUEndTime {
  return _root.GPUEndTime;
}
- (MTLCommandBufferStatus)status {
  return _root.status;
}
- (NSError *)error {
  return _root.error;
}
- (void)enqueue {
  [_root enqueue];
}
- (void)commit {
  [_root commit];
}
- (void)addScheduledHandler:(MTLCommandBufferHandler)block {
  [_root addScheduledHandler:block];
}
- (void)addCompletedHandler:(MTLCommandBufferHandler)block {
  [_root addCompletedHandler:block];
}
- (void)waitUntilScheduled {
  [_root waitUntilScheduled];
}
- (void)waitUntilCompleted {
  [_root waitUntilCompleted];
}
- (id<MTLBlitCommandEncoder>)blitCommandEncoder {
  return [_root blitCommandEncoder];
}
- (id<MTLComputeCommandEncoder>)computeCommandEncoder {
  return [_root computeCommandEncoder];
}
- (id<MTLComputeCommandEncoder>)computeCommandEncoderWithDescriptor:
    (MTLComputePassDescriptor *)computePassDescriptor {
  return [_root computeCommandEncoderWithDescriptor:computePassDescriptor];
}
- (id<MTLComputeCommandEncoder>)computeCommandEncoderWithDispatchType:(MTLDispatchType)dispatchType {
  return [_root computeCommandEncoderWithDispatchType:dispatchType];
}
- (void)encodeWaitForEvent:(id<MTLEvent>)event value:(uint64_t)value {
  [_root encodeWaitForEvent:event value:value];
}
- (void)encodeSignalEvent:(id<MTLEvent>)event value:(uint64_t)value {
  [_root encodeSignalEvent:event value:value];
}
- (void)useResidencySet:(id<MTLResidencySet>)residencySet {
  [_root useResidencySet:residencySet];
}
- (void)useResidencySets:(const id<MTLResidencySet>[])residencySets count:(NSUInteger)count {
  [_root useResidencySets:residencySets count:count];
}
@end
