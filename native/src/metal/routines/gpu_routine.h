#pragma once
#include "metal/command_buffers.h"
#include "routine.h"

#import <Metal/Metal.h>

namespace tilescope {

// A routine that runs on the GPU, as part of one of our command buffers.
class GpuRoutine : public Routine {
public:
  // Appends the work, `duplicates` times, to the last command buffer. MPSGraph may commit it and continue
  // with another one of the same queue, which is then added.
  virtual void Encode(CommandBuffers &commands, uint32_t duplicates) = 0;
};

// Why there is no such routine on the device ("needs macOS 15; this is macOS 14.5"), or nothing if there is
// one. Names of CPU routines get a reason, too.
std::optional<std::string> GpuRoutineReason(id<MTLDevice> device, const std::string &name);

// The routine of that name, bound to the buffers of the specification, which must belong to `device`. May be
// slow, because it compiles. Throws UNSUPPORTED, naming what is expected.
std::unique_ptr<GpuRoutine> MakeGpuRoutine(id<MTLDevice> device, const RoutineSpec &spec);

} // namespace tilescope
