#pragma once
#include <cstdint>
#include <string>

namespace tilescope {

struct BlasLibrary {
  std::string name;    // empty: there is none
  std::string version; // or the reason why there is none
};

BlasLibrary LinkedBlas();

// Holds the library to so many threads, as far as it can be held, for calls
// from this thread. With Accelerate that is the thread's own; with OpenBLAS it
// is the process's, so only one routine may run at a time.
void HoldBlasThreads(uint32_t threads);

// A product just large enough to be shared out wakes the library's threads, as
// those that run kernels are awake before the clock starts.
void WakeBlasThreads(uint32_t threads);

// Waits until the library's threads no longer take the processor from whatever
// is timed next.
void LetBlasThreadsSleep(uint32_t threads);

} // namespace tilescope
