#include "error.h"
#include "metal_buffer.h"
#include "metal/compile/metal_kernel.h"
#include "pass_encoder.h"
#include "sizes.h"

#include <algorithm>

namespace tilescope {
namespace {

// The capacity of an indirect command buffer.
constexpr size_t kMostCommands = 16384;
// The alignment of constants in a buffer that suits every GPU.
constexpr size_t kWordsAlignment = 256;

struct Extents {
  size_t commands = 0;
  size_t word_bytes = 0;
  uint32_t buffers = 0; // highest index + 1
  uint32_t threadgroup_memory = 0;
};

size_t RoundUp(size_t value, size_t multiple) { return (value + multiple - 1) / multiple * multiple; }

size_t BytesOf(const WordsBinding &binding) {
  return RoundUp(binding.words.size() * sizeof(uint32_t), kWordsAlignment);
}

Extents Measure(const Execution &execution) {
  Extents extents;
  for (const Work &work : execution.rotation) {
    extents.commands += work.dispatches.size();
    for (const Dispatch &dispatch : work.dispatches) {
      for (const BufferBinding &binding : dispatch.buffers)
        extents.buffers = std::max(extents.buffers, binding.index + 1);
      for (const WordsBinding &binding : dispatch.words) {
        extents.buffers = std::max(extents.buffers, binding.index + 1);
        extents.word_bytes += BytesOf(binding);
      }
      for (const ThreadgroupBinding &binding : dispatch.threadgroup_memory)
        extents.threadgroup_memory = std::max(extents.threadgroup_memory, binding.index + 1);
    }
  }
  return extents;
}

MTLIndirectCommandBufferDescriptor *Describe(const Extents &extents) {
  MTLIndirectCommandBufferDescriptor *descriptor = [[MTLIndirectCommandBufferDescriptor alloc] init];
  descriptor.commandTypes = MTLIndirectCommandTypeConcurrentDispatchThreads;
  // Commands are self-contained, so that nothing depends on the encoder's state.
  descriptor.inheritPipelineState = NO;
  descriptor.inheritBuffers = NO;
  descriptor.maxKernelBufferBindCount = extents.buffers;
  if (@available(macOS 14.0, *))
    descriptor.maxKernelThreadgroupMemoryBindCount = extents.threadgroup_memory;
  return descriptor;
}

} // namespace

IndirectPasses::IndirectPasses(id<MTLDevice> device, const Execution &execution)
    : resources_([NSMutableArray array]) {
  const Extents extents = Measure(execution);
  if (extents.commands > kMostCommands)
    throw Error("UNSUPPORTED", "An indirect command buffer holds at most " + std::to_string(kMostCommands) +
                                   " commands (requested: " + std::to_string(extents.commands) + ")");
  commands_ = [device newIndirectCommandBufferWithDescriptor:Describe(extents)
                                             maxCommandCount:extents.commands
                                                     options:MTLResourceStorageModeShared];
  if (extents.word_bytes > 0)
    words_ = [device newBufferWithLength:extents.word_bytes options:MTLResourceStorageModeShared];
  if (!commands_ || (extents.word_bytes > 0 && !words_))
    throw Error("OUT_OF_MEMORY", "Cannot allocate an indirect command buffer of " +
                                     std::to_string(extents.commands) + " commands");
  Fill(execution);
}

void IndirectPasses::Fill(const Execution &execution) {
  size_t at = 0, word = 0;
  for (const Work &work : execution.rotation) {
    ranges_.push_back(NSRange{at, work.dispatches.size()});
    for (const Dispatch &dispatch : work.dispatches)
      Set([commands_ indirectComputeCommandAtIndex:at++], dispatch, word);
  }
  if (words_)
    [resources_ addObject:words_];
}

void IndirectPasses::Set(id<MTLIndirectComputeCommand> command, const Dispatch &dispatch, size_t &word) {
  [command setComputePipelineState:static_cast<const MetalKernel &>(*dispatch.kernel).Pipeline()];
  for (const BufferBinding &binding : dispatch.buffers) {
    id<MTLBuffer> memory = MemoryOf(*binding.buffer);
    [command setKernelBuffer:memory offset:0 atIndex:binding.index];
    [resources_ addObject:memory];
  }
  for (const WordsBinding &binding : dispatch.words) {
    const std::span bytes = std::as_bytes(std::span(binding.words));
    std::memcpy(static_cast<std::byte *>(words_.contents) + word, bytes.data(), bytes.size());
    [command setKernelBuffer:words_ offset:word atIndex:binding.index];
    word += BytesOf(binding);
  }
  for (const ThreadgroupBinding &binding : dispatch.threadgroup_memory)
    [command setThreadgroupMemoryLength:binding.bytes atIndex:binding.index];
  // Otherwise commands may run concurrently, but a pass needs the results of the previous one.
  [command setBarrier];
  [command concurrentDispatchThreads:ToSize(dispatch.grid_threads)
               threadsPerThreadgroup:ToSize(dispatch.threads_per_threadgroup)];
}

void IndirectPasses::Encode(id<MTLComputeCommandEncoder> encoder, const Execution &execution,
                            PassRange range) const {
  // Resources that only indirect commands refer to are not bound and must be made resident.
  for (id<MTLResource> resource in resources_)
    [encoder useResource:resource usage:MTLResourceUsageRead | MTLResourceUsageWrite];
  const size_t passes = execution.rotation.front().dispatches.size();
  for (uint64_t i = range.first; i < range.end;) {
    execution.ThrowIfCancelled();
    // The rest of the duplicate, or as much of it as belongs to the range.
    const uint64_t skipped = i % passes, count = std::min(passes - skipped, range.end - i);
    const NSRange duplicate = ranges_[i / passes % ranges_.size()];
    [encoder executeCommandsInBuffer:commands_ withRange:NSRange{duplicate.location + skipped, count}];
    [encoder memoryBarrierWithScope:MTLBarrierScopeBuffers];
    i += count;
  }
}

} // namespace tilescope
