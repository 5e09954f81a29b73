#pragma once
#include "checker.h"

namespace tilescope {

// How a worker runs kernels compiled with checks.
struct Checking {
  CheckedMemory &memory;
  // By number in CheckedMemory.
  const std::vector<std::shared_ptr<DeviceBuffer>> &buffers;
  Checker *checker; // null if accesses are not recorded
  bool reversed;    // highest lane, SIMD-group and threadgroup first

  std::byte *Memory(const DeviceBuffer &buffer) const;
};

// MslRuntime::access and MslRuntime::inactive_lane.
void CheckAccess(const void *address, msl_u64 bytes, msl_u32 what, const void *caller);
void CheckInactiveLane(msl_u32 lane, const void *caller);

} // namespace tilescope
