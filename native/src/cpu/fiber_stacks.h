#pragma once
#include "msl/abi.h"

#include <cstddef>

namespace tilescope {

// A stack for each lane of a threadgroup, each with an inaccessible page below it. Memory is committed when a
// stack is first touched, and kept.
class FiberStacks {
public:
  FiberStacks(); // throws OUT_OF_MEMORY
  ~FiberStacks();
  FiberStacks(const FiberStacks &) = delete;
  FiberStacks &operator=(const FiberStacks &) = delete;

  // The initial stack pointer of a lane's fiber.
  void *Top(unsigned lane) const;

  // Protects the pages below the stacks of the first `lanes` lanes.
  void Prepare(unsigned lanes);

  // Whether `address` is in a stack.
  bool Contains(const void *address) const;

  // Whether an access to `address` means that some stack has overflowed.
  bool GuardContains(const void *address) const;

private:
  char *memory_;
  size_t slot_bytes_;
  unsigned prepared_ = 0;
};

} // namespace tilescope
