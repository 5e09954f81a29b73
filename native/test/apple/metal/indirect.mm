#include "indirect.h"

#include "error.h"
#include "gpu.h"
#include "validation.h"

#include <algorithm>

using namespace metal_double;
using tilescope::Dispatch;

@interface MTLDoubleIndirectCommand : NSObject <MTLIndirectComputeCommand> {
@public
  Bindings _bindings;
  MTLSize _threads; // zero if the command does nothing
  MTLSize _threadsPerThreadgroup;
  BOOL _waits; // for previous commands
}
@property(readonly) MTLIndirectCommandBufferDescriptor *descriptor;
@end

@implementation MTLDoubleIndirectCommand
- (instancetype)initWithDescriptor:(MTLIndirectCommandBufferDescriptor *)descriptor {
  _descriptor = descriptor;
  return self;
}
- (void)setComputePipelineState:(id<MTLComputePipelineState>)pipelineState {
  Require(pipelineState.supportIndirectCommandBuffers,
          "-[MTLIndirectComputeCommand setComputePipelineState:]",
          "the pipeline was created without supportIndirectCommandBuffers");
  _bindings.pipeline = (MTLDoublePipeline *)pipelineState;
}
- (void)setKernelBuffer:(id<MTLBuffer>)buffer offset:(NSUInteger)offset atIndex:(NSUInteger)index {
  static constexpr const char *kWhere = "-[MTLIndirectComputeCommand setKernelBuffer:offset:atIndex:]";
  Require(index < _descriptor.maxKernelBufferBindCount, kWhere,
          "index " + std::to_string(index) + " must be less than maxKernelBufferBindCount, " +
              std::to_string(_descriptor.maxKernelBufferBindCount));
  _bindings.SetBuffer(buffer, offset, index, kWhere);
}
- (void)setThreadgroupMemoryLength:(NSUInteger)length atIndex:(NSUInteger)index {
  _bindings.SetThreadgroupBytes(length, index,
                                "-[MTLIndirectComputeCommand setThreadgroupMemoryLength:atIndex:]");
}
- (void)concurrentDispatchThreadgroups:(MTLSize)threadgroupsPerGrid
                 threadsPerThreadgroup:(MTLSize)threadsPerThreadgroup {
  Require(_descriptor.commandTypes & MTLIndirectCommandTypeConcurrentDispatch,
          "-[MTLIndirectComputeCommand concurrentDispatchThreadgroups:]", "commandTypes does not include it");
  _threads = WholeThreadgroups(threadgroupsPerGrid, threadsPerThreadgroup);
  _threadsPerThreadgroup = threadsPerThreadgroup;
}
- (void)concurrentDispatchThreads:(MTLSize)threadsPerGrid
            threadsPerThreadgroup:(MTLSize)threadsPerThreadgroup {
  Require(_descriptor.commandTypes & MTLIndirectCommandTypeConcurrentDispatchThreads,
          "-[MTLIndirectComputeCommand concurrentDispatchThreads:]", "commandTypes does not include it");
  _threads = threadsPerGrid;
  _threadsPerThreadgroup = threadsPerThreadgroup;
}
- (void)setBarrier {
  _waits = YES;
}
- (void)clearBarrier {
  _waits = NO;
}
- (void)reset {
  _bindings = {};
  _threads = {};
  _waits = NO;
}
@end

namespace {

Dispatch MakeDispatch(MTLDoubleIndirectCommand *command, const Bindings &inherited) {
  Bindings bindings = command->_bindings;
  if (command.descriptor.inheritPipelineState)
    bindings.pipeline = inherited.pipeline;
  if (command.descriptor.inheritBuffers)
    bindings.buffers = inherited.buffers;
  return bindings.MakeDispatch(command->_threads, command->_threadsPerThreadgroup,
                               "-[MTLComputeCommandEncoder executeCommandsInBuffer:withRange:]");
}

void RequireResident(const Bindings &bindings, const std::function<bool(MTLDoubleBuffer *)> &is_resident) {
  for (const Bindings::Slot &slot : bindings.buffers)
    if (slot.object && !is_resident(slot.object))
      throw tilescope::Error("OUT_OF_BOUNDS",
                             "a buffer of an indirect command is not resident; call useResource or use "
                             "a residency set");
}

} // namespace

@implementation MTLDoubleIndirectCommandBuffer {
  NSMutableArray<MTLDoubleIndirectCommand *> *_commands;
  MTLResourceOptions _options;
}
@synthesize device = _device, label = _label;

- (instancetype)initWithDevice:(id<MTLDevice>)device
                    descriptor:(MTLIndirectCommandBufferDescriptor *)descriptor
                         count:(NSUInteger)count
                       options:(MTLResourceOptions)options {
  _device = device;
  _options = options;
  _commands = [NSMutableArray arrayWithCapacity:count];
  MTLIndirectCommandBufferDescriptor *shared = [descriptor copy];
  for (NSUInteger i = 0; i < count; i++)
    [_commands addObject:[[MTLDoubleIndirectCommand alloc] initWithDescriptor:shared]];
  return self;
}
- (NSUInteger)size {
  return _commands.count;
}
- (id<MTLIndirectComputeCommand>)indirectComputeCommandAtIndex:(NSUInteger)commandIndex {
  Require(commandIndex < self.size, "-[MTLIndirectCommandBuffer indirectComputeCommandAtIndex:]",
          "index " + std::to_string(commandIndex) + " must be less than " + std::to_string(self.size));
  return _commands[commandIndex];
}
- (void)resetWithRange:(NSRange)range {
  for (NSUInteger i = range.location; i < NSMaxRange(range); i++)
    [_commands[i] reset];
}
- (void)executeRange:(NSRange)range
          inheriting:(const Bindings &)inherited
          isResident:(const std::function<bool(MTLDoubleBuffer *)> &)isResident {
  std::vector<Dispatch> dispatches;
  size_t segment = 0; // concurrent commands run in reverse order, to expose missing barriers
  const auto end_segment = [&] {
    std::reverse(dispatches.begin() + static_cast<ptrdiff_t>(segment), dispatches.end());
    segment = dispatches.size();
  };
  for (NSUInteger i = range.location; i < NSMaxRange(range); i++) {
    MTLDoubleIndirectCommand *command = _commands[i];
    if (command->_threads.width == 0)
      continue;
    RequireResident(command->_bindings, isResident);
    if (command->_waits)
      end_segment();
    dispatches.push_back(MakeDispatch(command, inherited));
  }
  end_segment();
  RunOnGpu(std::move(dispatches));
}
- (NSUInteger)allocatedSize {
  return self.size * sizeof(Bindings);
}
- (MTLResourceOptions)resourceOptions {
  return _options;
}
- (MTLCPUCacheMode)cpuCacheMode {
  return MTLCPUCacheModeDefaultCache;
}
- (MTLStorageMode)storageMode {
  return static_cast<MTLStorageMode>(_options >> 4 & 0xf);
}
- (MTLHazardTrackingMode)hazardTrackingMode {
  return MTLHazardTrackingModeDefault;
}
@end
