#pragma once
#include "metal/submission.h"
#include "routine.h"

#import <Metal/Metal.h>

namespace tilescope {

// A routine that runs on the GPU, as part of one of our command buffers.
class GpuRoutine : public Routine {
public:
  // Appends the work to the current command buffer. MPSGraph may commit it and continue with another one of
  // the same queue, with which the submission then continues.
  virtual void Encode(Submission &submission) = 0;
  // Whether all of the work is sure to run on the GPU, so that the GPU's time is the routine's.
  virtual bool RunsOnGpuOnly() const { return true; }
};

// Why there is no such routine on the device ("needs macOS 15; this is macOS 14.5"), or nothing if there is
// one. Names of CPU routines get a reason, too.
std::optional<std::string> GpuRoutineReason(id<MTLDevice> device, const std::string &name);

// The routine of that name, bound to the buffers of the specification, which must belong to `device`. May be
// slow, because it compiles. Throws UNSUPPORTED, naming what is expected.
std::unique_ptr<GpuRoutine> MakeGpuRoutine(id<MTLDevice> device, const RoutineSpec &spec);

} // namespace tilescope
