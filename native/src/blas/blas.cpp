#include "blas.h"

#include "cblas.h"

#include <chrono>
#include <thread>
#if defined(TILESCOPE_ACCELERATE)
#include <sys/sysctl.h>
#endif

namespace tilescope {

#if defined(TILESCOPE_OPENBLAS)

BlasLibrary LinkedBlas() {
  // "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH ... Haswell MAX_THREADS=64"
  const std::string configuration = openblas_get_config();
  const size_t start = configuration.find(' ') + 1;
  const std::string version = configuration.substr(start, configuration.find(' ', start) - start);
  return {"OpenBLAS", version + " (" + openblas_get_corename() + ")"};
}

void HoldBlasThreads(uint32_t threads) { openblas_set_num_threads(static_cast<int>(threads)); }

// OpenBLAS's idle threads spin for a while; native/device/addon.ts sets how long (OPENBLAS_THREAD_TIMEOUT).
void LetBlasThreadsSleep(uint32_t threads) {
  if (threads > 1)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

#elif defined(TILESCOPE_ACCELERATE)

BlasLibrary LinkedBlas() {
  char release[64];
  size_t bytes = sizeof release;
  const bool known = sysctlbyname("kern.osproductversion", release, &bytes, nullptr, 0) == 0;
  return {"Accelerate", known ? "macOS " + std::string(release) : "unknown"};
}

// Accelerate chooses the number of threads itself; it can only be limited to one.
void HoldBlasThreads(uint32_t threads) {
  if (__builtin_available(macOS 15.0, *))
    BLASSetThreading(threads == 1 ? BLAS_THREADING_SINGLE_THREADED : BLAS_THREADING_MULTI_THREADED);
}

void LetBlasThreadsSleep(uint32_t) {} // they sleep when idle

#else

BlasLibrary LinkedBlas() {
  return {"", "the addon was built without OpenBLAS's headers; "
              "install them (Debian: libopenblas-dev) and rebuild it"};
}

#endif

#if defined(TILESCOPE_BLAS)

void WakeBlasThreads(uint32_t threads) {
  constexpr int kSize = 256;
  static float matrices[3][kSize * kSize];
  if (threads > 1)
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, kSize, kSize, kSize, 1.0f, matrices[0], kSize,
                matrices[1], kSize, 0.0f, matrices[2], kSize);
}

#endif

} // namespace tilescope
