#include "metal_buffer.h"
#include "metal/compile/metal_kernel.h"
#include "pass_encoder.h"
#include "sizes.h"

namespace tilescope {
namespace {

void Bind(id<MTLComputeCommandEncoder> encoder, const Dispatch &dispatch) {
  [encoder setComputePipelineState:static_cast<const MetalKernel &>(*dispatch.kernel).Pipeline()];
  for (const BufferBinding &binding : dispatch.buffers)
    [encoder setBuffer:MemoryOf(*binding.buffer) offset:0 atIndex:binding.index];
  for (const WordsBinding &binding : dispatch.words)
    [encoder setBytes:binding.words.data()
               length:binding.words.size() * sizeof(uint32_t)
              atIndex:binding.index];
  for (const ThreadgroupBinding &binding : dispatch.threadgroup_memory)
    [encoder setThreadgroupMemoryLength:binding.bytes atIndex:binding.index];
}

} // namespace

void EncodeDirect(id<MTLComputeCommandEncoder> encoder, const Execution &execution, PassRange range) {
  const auto &rotation = execution.rotation;
  const size_t passes = rotation.front().dispatches.size();
  const Dispatch *bound = nullptr; // a single pass is bound only once for all duplicates
  for (uint64_t i = range.first; i < range.end; i++) {
    execution.ThrowIfCancelled();
    const Dispatch &dispatch = rotation[i / passes % rotation.size()].dispatches[i % passes];
    if (&dispatch != bound)
      Bind(encoder, dispatch);
    bound = &dispatch;
    [encoder dispatchThreads:ToSize(dispatch.grid_threads)
        threadsPerThreadgroup:ToSize(dispatch.threads_per_threadgroup)];
  }
}

} // namespace tilescope
