#pragma once
#include "routine.h"

#import <Metal/Metal.h>

namespace tilescope {

// A routine that computes on the GPU, as part of a command buffer of ours.
class GpuRoutine : public Routine {
public:
  // Appends the work, `duplicates` times over. MPSGraph may commit the command
  // buffer on the way and go on with another of the same queue: returns the
  // one that is left to commit. The work then began in `commands` and ends
  // with the one returned.
  virtual id<MTLCommandBuffer> Encode(id<MTLCommandBuffer> commands, uint32_t duplicates) = 0;

  // The memory that the work touches, for residency and for rotation.
  virtual NSArray<id<MTLBuffer>> *Buffers() const = 0;
};

// Why the system has no such routine ("needs macOS 15; this is macOS 14.5"),
// or nothing where it has. Names of the processor's routines get a reason too.
std::optional<std::string> GpuRoutineReason(const std::string &name);

// The routine of that name, bound to the buffers of the specification, which
// are those of `device`. Compiles, so it may take long. Throws UNSUPPORTED,
// naming what is accepted.
std::unique_ptr<GpuRoutine> MakeGpuRoutine(id<MTLDevice> device, const RoutineSpec &spec);

} // namespace tilescope
