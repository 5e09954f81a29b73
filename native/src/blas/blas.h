#pragma once
#include <cstdint>
#include <string>

namespace tilescope {

struct BlasLibrary {
  std::string name;    // empty if none is linked
  std::string version; // or the reason none is linked
};

BlasLibrary LinkedBlas();

// Limits the library, as far as possible, to this many threads for calls from this thread. With Accelerate
// the limit is per thread; with OpenBLAS it applies to the process, so only one routine may run at a time.
void HoldBlasThreads(uint32_t threads);

// Wakes the library's threads with a product just large enough to be divided among them, because threads that
// run kernels are awake before the clock starts, too.
void WakeBlasThreads(uint32_t threads);

// Waits until the library's threads no longer compete for the CPU with whatever is timed next.
void LetBlasThreadsSleep(uint32_t threads);

} // namespace tilescope
