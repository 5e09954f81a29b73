#include "fiber_stacks.h"

#include "buffer.h"
#include "error.h"

#include <sys/mman.h>

namespace tilescope {
namespace {

constexpr size_t kStackBytes = size_t{64} << 10;

// If all stacks started at the same page offset, they would compete for the same sets of the first-level
// cache, so each starts a little lower than its neighbour: nine cache lines, an odd number, so that every set
// is used.
constexpr size_t kColourBytes = 9 * 64;
constexpr size_t kColourSpanBytes = 4096;

#if defined(__x86_64__)
constexpr size_t kReturnAddressBytes = 8; // as if the entry point had been called
#else
constexpr size_t kReturnAddressBytes = 0;
#endif

} // namespace

FiberStacks::FiberStacks() : slot_bytes_(kStackBytes + PageBytes()) {
#ifdef MAP_NORESERVE
  constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
#else
  constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS;
#endif
  void *memory = mmap(nullptr, slot_bytes_ * MSL_MAX_LANES, PROT_READ | PROT_WRITE, kFlags, -1, 0);
  if (memory == MAP_FAILED)
    throw Error("OUT_OF_MEMORY", "Cannot allocate the stacks of the lanes");
  memory_ = static_cast<char *>(memory);
}

FiberStacks::~FiberStacks() { munmap(memory_, slot_bytes_ * MSL_MAX_LANES); }

void *FiberStacks::Top(unsigned lane) const {
  const size_t colour = lane * kColourBytes % kColourSpanBytes;
  return memory_ + (lane + 1) * slot_bytes_ - colour - 64 - kReturnAddressBytes;
}

void FiberStacks::Prepare(unsigned lanes) {
  for (; prepared_ < lanes; prepared_++)
    mprotect(memory_ + prepared_ * slot_bytes_, PageBytes(), PROT_NONE);
}

bool FiberStacks::Contains(const void *address) const {
  const auto at = static_cast<const char *>(address);
  return at >= memory_ && at < memory_ + slot_bytes_ * MSL_MAX_LANES;
}

bool FiberStacks::GuardContains(const void *address) const {
  return Contains(address) &&
         static_cast<size_t>(static_cast<const char *>(address) - memory_) % slot_bytes_ < PageBytes();
}

} // namespace tilescope
