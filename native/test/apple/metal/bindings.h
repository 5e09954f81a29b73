#pragma once
#include "buffer.h"
#include "pipeline.h"

#include <array>

namespace metal_double {

constexpr NSUInteger kSlots = 31; // in Metal's argument table

// The state of an encoder: the pipeline and its bound arguments.
struct Bindings {
  struct Slot {
    MTLDoubleBuffer *object; // nil for bytes by value and for empty slots
    std::shared_ptr<tilescope::CpuBuffer> memory;
    NSUInteger offset = 0;
  };

  MTLDoublePipeline *pipeline;
  std::array<Slot, kSlots> buffers;
  std::array<NSUInteger, kSlots> threadgroup_bytes{};

  void SetBuffer(id<MTLBuffer> buffer, NSUInteger offset, NSUInteger index, const char *where);
  void SetThreadgroupBytes(NSUInteger bytes, NSUInteger index, const char *where);

  // The dispatch for the GPU, after Metal's validation.
  tilescope::Dispatch MakeDispatch(MTLSize threads, MTLSize threads_per_threadgroup, const char *where) const;
};

// The threads in a grid of whole threadgroups.
MTLSize WholeThreadgroups(MTLSize threadgroups, MTLSize threads_per_threadgroup);

} // namespace metal_double
