#include "blas.h"

#include "error.h"

#include <chrono>
#include <thread>
#if defined(TILESCOPE_OPENBLAS)
#include <cblas.h>
#elif defined(TILESCOPE_ACCELERATE)
#include <Accelerate/Accelerate.h>
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

static void SetThreads(uint32_t threads) { openblas_set_num_threads(static_cast<int>(threads)); }

// OpenBLAS's threads go on spinning for a while when they have nothing to do,
// and would take the processor from whatever is timed next. native/addon.ts
// sets how long: OPENBLAS_THREAD_TIMEOUT.
void FinishBlas() {
  if (openblas_get_num_threads() > 1)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

#elif defined(TILESCOPE_ACCELERATE)

BlasLibrary LinkedBlas() {
  char release[64];
  size_t bytes = sizeof release;
  const bool known = sysctlbyname("kern.osproductversion", release, &bytes, nullptr, 0) == 0;
  return {"Accelerate", known ? "macOS " + std::string(release) : "unknown"};
}

// Accelerate chooses the number itself; it can only be held to one.
static void SetThreads(uint32_t threads) {
  if (__builtin_available(macOS 15.0, *))
    BLASSetThreading(threads == 1 ? BLAS_THREADING_SINGLE_THREADED : BLAS_THREADING_MULTI_THREADED);
}

void FinishBlas() {} // they sleep by themselves

#else

BlasLibrary LinkedBlas() {
  return {"", "the addon was built where the headers of OpenBLAS were missing; "
              "install them (Debian: libopenblas-dev) and build it again"};
}

#endif

#if defined(TILESCOPE_OPENBLAS) || defined(TILESCOPE_ACCELERATE)

static void Multiply(int m, int n, int k, const float *a, const float *b, float *c) {
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1.0f, a, k, b, n, 0.0f, c, n);
}

// A product just large enough to be shared out wakes the library's threads, as
// those that run kernels are awake before the clock starts.
static void WakeThreads() {
  constexpr int kSize = 256;
  static float matrices[3][kSize * kSize];
  Multiply(kSize, kSize, kSize, matrices[0], matrices[1], matrices[2]);
}

void StartBlas(uint32_t threads) {
  SetThreads(threads);
  if (threads > 1)
    WakeThreads();
}

void Sgemm(const SgemmShape &shape, const float *a, const float *b, float *c) {
  Multiply(static_cast<int>(shape.m), static_cast<int>(shape.n), static_cast<int>(shape.k), a, b, c);
}

#else

void StartBlas(uint32_t) {}
void FinishBlas() {}
void Sgemm(const SgemmShape &, const float *, const float *, float *) {
  throw Error("BLAS_UNAVAILABLE", LinkedBlas().version);
}

#endif

} // namespace tilescope
