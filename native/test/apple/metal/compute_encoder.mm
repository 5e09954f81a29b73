#include "compute_encoder.h"

#include "bindings.h"
#include "counters.h"
#include "indirect.h"
#include "validation.h"

#include <algorithm>

using namespace metal_double;

namespace {

constexpr NSUInteger kMostBytes = 4096; // of setBytes
constexpr NSUInteger kSampleBuffers = 4;

} // namespace

@implementation MTLDoubleComputeEncoder {
  Bindings _bindings;
  MTLComputePassDescriptor *_descriptor;
  std::unordered_set<const void *> _resident;
  size_t _segment; // the first step since the last barrier
}

- (instancetype)initWithCommandBuffer:(MTLDoubleCommandBuffer *)commands
                           descriptor:(MTLComputePassDescriptor *)descriptor {
  if (!(self = [super initWithCommandBuffer:commands]))
    return nil;
  _descriptor = [descriptor copy];
  [self sampleAtEnd:NO];
  _segment = _steps.size();
  return self;
}
- (void)sampleAtEnd:(BOOL)atEnd {
  for (NSUInteger i = 0; i < kSampleBuffers; i++) {
    MTLComputePassSampleBufferAttachmentDescriptor *attachment = _descriptor.sampleBufferAttachments[i];
    MTLDoubleCounterSampleBuffer *samples = (MTLDoubleCounterSampleBuffer *)attachment.sampleBuffer;
    const NSUInteger index =
        atEnd ? attachment.endOfEncoderSampleIndex : attachment.startOfEncoderSampleIndex;
    if (samples && index != MTLCounterDontSample)
      _steps.push_back([samples sampleAtIndex:index]);
  }
}
- (MTLDispatchType)dispatchType {
  return _descriptor.dispatchType;
}
// Steps that may run concurrently run in reverse order, to expose missing barriers.
- (void)endSegment {
  if (self.dispatchType == MTLDispatchTypeConcurrent)
    std::reverse(_steps.begin() + static_cast<ptrdiff_t>(_segment), _steps.end());
  _segment = _steps.size();
}
- (void)endEncoding {
  [self requireOpen:"-[MTLComputeCommandEncoder endEncoding]"];
  [self endSegment];
  [self sampleAtEnd:YES];
  [super endEncoding];
}

- (void)setComputePipelineState:(id<MTLComputePipelineState>)state {
  [self requireOpen:"-[MTLComputeCommandEncoder setComputePipelineState:]"];
  _bindings.pipeline = (MTLDoublePipeline *)state;
  _commands.uses.Add(state);
}
- (void)setBytes:(const void *)bytes length:(NSUInteger)length atIndex:(NSUInteger)index {
  static constexpr const char *kWhere = "-[MTLComputeCommandEncoder setBytes:length:atIndex:]";
  [self requireOpen:kWhere];
  Require(length > 0 && length <= kMostBytes, kWhere,
          "length " + std::to_string(length) + " must be 1 to " + std::to_string(kMostBytes));
  Require(index < kSlots, kWhere,
          "index " + std::to_string(index) + " must be less than " + std::to_string(kSlots));
  // In its own allocation, so that reading past the end faults.
  using tilescope::CpuBuffer;
  using tilescope::Placement;
  auto memory = std::make_shared<CpuBuffer>(length, Placement::kEnd);
  std::memcpy(memory->Data(), bytes, length);
  _bindings.buffers[index] = {nil, std::move(memory), 0};
}
- (void)setBuffer:(id<MTLBuffer>)buffer offset:(NSUInteger)offset atIndex:(NSUInteger)index {
  static constexpr const char *kWhere = "-[MTLComputeCommandEncoder setBuffer:offset:atIndex:]";
  [self requireOpen:kWhere];
  _bindings.SetBuffer(buffer, offset, index, kWhere);
  _commands.uses.Add(buffer);
}
- (void)setBufferOffset:(NSUInteger)offset atIndex:(NSUInteger)index {
  static constexpr const char *kWhere = "-[MTLComputeCommandEncoder setBufferOffset:atIndex:]";
  Require(index < kSlots && _bindings.buffers[index].object, kWhere, "no buffer is bound there");
  [self setBuffer:_bindings.buffers[index].object offset:offset atIndex:index];
}
- (void)setBuffers:(const id<MTLBuffer>[])buffers
           offsets:(const NSUInteger[])offsets
         withRange:(NSRange)range {
  for (NSUInteger i = 0; i < range.length; i++)
    [self setBuffer:buffers[i] offset:offsets[i] atIndex:range.location + i];
}
- (void)setThreadgroupMemoryLength:(NSUInteger)length atIndex:(NSUInteger)index {
  static constexpr const char *kWhere = "-[MTLComputeCommandEncoder setThreadgroupMemoryLength:atIndex:]";
  [self requireOpen:kWhere];
  _bindings.SetThreadgroupBytes(length, index, kWhere);
}

- (void)dispatchThreadgroups:(MTLSize)threadgroupsPerGrid
       threadsPerThreadgroup:(MTLSize)threadsPerThreadgroup {
  static constexpr const char *kWhere =
      "-[MTLComputeCommandEncoder dispatchThreadgroups:threadsPerThreadgroup:]";
  [self requireOpen:kWhere];
  const MTLSize threads = WholeThreadgroups(threadgroupsPerGrid, threadsPerThreadgroup);
  _steps.push_back(_bindings.MakeDispatch(threads, threadsPerThreadgroup, kWhere));
}
- (void)dispatchThreads:(MTLSize)threadsPerGrid threadsPerThreadgroup:(MTLSize)threadsPerThreadgroup {
  static constexpr const char *kWhere = "-[MTLComputeCommandEncoder dispatchThreads:threadsPerThreadgroup:]";
  [self requireOpen:kWhere];
  _steps.push_back(_bindings.MakeDispatch(threadsPerGrid, threadsPerThreadgroup, kWhere));
}

- (void)useResource:(id<MTLResource>)resource usage:(MTLResourceUsage)usage {
  [self requireOpen:"-[MTLComputeCommandEncoder useResource:usage:]"];
  _resident.insert((__bridge const void *)resource);
  _commands.uses.Add(resource);
}
- (void)useResources:(const id<MTLResource>[])resources
               count:(NSUInteger)count
               usage:(MTLResourceUsage)usage {
  for (NSUInteger i = 0; i < count; i++)
    [self useResource:resources[i] usage:usage];
}
- (void)executeCommandsInBuffer:(id<MTLIndirectCommandBuffer>)indirectCommandBuffer
                      withRange:(NSRange)executionRange {
  static constexpr const char *kWhere = "-[MTLComputeCommandEncoder executeCommandsInBuffer:withRange:]";
  [self requireOpen:kWhere];
  MTLDoubleIndirectCommandBuffer *const indirect = (MTLDoubleIndirectCommandBuffer *)indirectCommandBuffer;
  Require(NSMaxRange(executionRange) <= indirect.size, kWhere,
          "the range ends at " + std::to_string(NSMaxRange(executionRange)) + ", beyond the last of " +
              std::to_string(indirect.size) + " commands");
  _commands.uses.Add(indirect);
  // The GPU reads the commands when it reaches them.
  __unsafe_unretained MTLDoubleCommandBuffer *commands = _commands;
  const auto is_resident = [commands, resident = _resident](MTLDoubleBuffer *buffer) {
    return resident.contains((__bridge const void *)buffer) || [commands residencySetsHold:buffer];
  };
  _steps.push_back([indirect, executionRange, inherited = _bindings, is_resident] {
    [indirect executeRange:executionRange inheriting:inherited isResident:is_resident];
  });
}

- (void)memoryBarrierWithScope:(MTLBarrierScope)scope {
  [self requireOpen:"-[MTLComputeCommandEncoder memoryBarrierWithScope:]"];
  [self endSegment];
}
- (void)memoryBarrierWithResources:(const id<MTLResource>[])resources count:(NSUInteger)count {
  [self memoryBarrierWithScope:MTLBarrierScopeBuffers];
}
- (void)sampleCountersInBuffer:(id<MTLCounterSampleBuffer>)sampleBuffer
                 atSampleIndex:(NSUInteger)sampleIndex
                   withBarrier:(BOOL)barrier {
  Fail("-[MTLComputeCommandEncoder sampleCountersInBuffer:]",
       "the device samples counters at encoder boundaries only");
}
@end
