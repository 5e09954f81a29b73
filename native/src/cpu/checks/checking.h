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

// The functions of MslRuntime for checks.
void CheckAccess(const void *address, msl_u64 bytes, msl_u32 what, const void *caller);
void CheckInactiveLane(msl_u32 lane, const void *caller);
void CheckOwnFault(msl_u32 object, long offset, msl_u64 size, msl_u64 bytes, msl_u32 what,
                   const void *caller);
msl_u32 CheckOwn(msl_u32 event, const void *address, msl_u64 bytes, msl_u64 detail, const void *caller);
void CheckArithmetic(msl_u32 what, double x, double y, const void *caller);
void CheckTensor(msl_u32 what, double x, double y, const void *caller);

} // namespace tilescope
