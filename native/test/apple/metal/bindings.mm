#include "bindings.h"

#include "msl/abi.h"
#include "validation.h"

namespace metal_double {
namespace {

NSUInteger Count(MTLSize size) { return size.width * size.height * size.depth; }

tilescope::Extent3 ToExtent(MTLSize size) {
  return {static_cast<uint32_t>(size.width), static_cast<uint32_t>(size.height),
          static_cast<uint32_t>(size.depth)};
}

std::string IndexText(NSUInteger index) { return "index " + std::to_string(index); }

} // namespace

void Bindings::SetBuffer(id<MTLBuffer> buffer, NSUInteger offset, NSUInteger index, const char *where) {
  Require(index < kSlots, where, IndexText(index) + " must be less than " + std::to_string(kSlots));
  if (!buffer) {
    buffers[index] = {};
    return;
  }
  Require([(NSObject *)buffer isKindOfClass:[MTLDoubleBuffer class]], where, "buffer is not an MTLBuffer");
  MTLDoubleBuffer *const object = (MTLDoubleBuffer *)buffer;
  Require(offset <= object.length, where,
          "offset " + std::to_string(offset) + " is beyond the end of the buffer, which has " +
              std::to_string(object.length) + " bytes");
  buffers[index] = {object, object.memory, offset};
}

void Bindings::SetThreadgroupBytes(NSUInteger bytes, NSUInteger index, const char *where) {
  Require(index < kSlots, where, IndexText(index) + " must be less than " + std::to_string(kSlots));
  Require(bytes % 16 == 0, where, "length " + std::to_string(bytes) + " must be a multiple of 16 bytes");
  threadgroup_bytes[index] = bytes;
}

tilescope::Dispatch Bindings::MakeDispatch(MTLSize threads, MTLSize threads_per_threadgroup,
                                           const char *where) const {
  Require(pipeline, where, "no compute pipeline state is set");
  Require(Count(threads) > 0 && Count(threads_per_threadgroup) > 0, where, "the grid is empty");
  Require(Count(threads_per_threadgroup) <= pipeline.maxTotalThreadsPerThreadgroup, where,
          std::to_string(Count(threads_per_threadgroup)) +
              " threads per threadgroup; the limit of the pipeline is " +
              std::to_string(pipeline.maxTotalThreadsPerThreadgroup));
  Require(!pipeline.wantsWholeSimdgroups || Count(threads_per_threadgroup) % MSL_SIMD_WIDTH == 0, where,
          "threads per threadgroup must be a multiple of threadExecutionWidth");
  tilescope::Dispatch dispatch{};
  dispatch.kernel = pipeline.kernel;
  dispatch.grid_threads = ToExtent(threads);
  dispatch.threads_per_threadgroup = ToExtent(threads_per_threadgroup);
  NSUInteger bytes = 0;
  for (const CompiledArgument &argument : pipeline.arguments) {
    if (argument.kind == "position")
      continue;
    const auto index = static_cast<uint32_t>(argument.index);
    const std::string missing =
        "missing " + argument.kind + " binding at " + IndexText(index) + " for " + argument.name;
    if (argument.kind == "threadgroup") {
      Require(threadgroup_bytes[index] > 0, where, missing);
      bytes += threadgroup_bytes[index];
      dispatch.threadgroup_memory.push_back({index, static_cast<uint32_t>(threadgroup_bytes[index])});
    } else {
      Require(buffers[index].memory != nullptr, where, missing);
      dispatch.buffers.push_back({index, buffers[index].memory, buffers[index].offset});
    }
  }
  Require(bytes <= MSL_MAX_THREADGROUP_BYTES, where,
          std::to_string(bytes) + " bytes of threadgroup memory exceed the limit of " +
              std::to_string(int{MSL_MAX_THREADGROUP_BYTES}));
  return dispatch;
}

MTLSize WholeThreadgroups(MTLSize threadgroups, MTLSize threads_per_threadgroup) {
  return MTLSizeMake(threadgroups.width * threads_per_threadgroup.width,
                     threadgroups.height * threads_per_threadgroup.height,
                     threadgroups.depth * threads_per_threadgroup.depth);
}

} // namespace metal_double
