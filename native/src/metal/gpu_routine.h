#pragma once
#include "command_buffers.h"
#include "routine.h"

#import <Metal/Metal.h>

namespace tilescope {

// A routine that computes on the GPU, as part of a command buffer of ours.
class GpuRoutine : public Routine {
public:
  // Appends the work, `duplicates` times over, to the last of the command
  // buffers. MPSGraph may commit that one and go on with another of the same
  // queue, which is then added.
  virtual void Encode(CommandBuffers &commands, uint32_t duplicates) = 0;
};

// Why the system has no such routine ("needs macOS 15; this is macOS 14.5"),
// or nothing where it has. Names of the processor's routines get a reason too.
std::optional<std::string> GpuRoutineReason(const std::string &name);

// The routine of that name, bound to the buffers of the specification, which
// are those of `device`. Compiles, so it may take long. Throws UNSUPPORTED,
// naming what is accepted.
std::unique_ptr<GpuRoutine> MakeGpuRoutine(id<MTLDevice> device, const RoutineSpec &spec);

} // namespace tilescope
