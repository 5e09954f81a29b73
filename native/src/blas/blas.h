#pragma once
#include <cstdint>
#include <string>

namespace tilescope {

struct BlasLibrary {
  std::string name;    // empty: there is none
  std::string version; // or the reason why there is none
};

BlasLibrary LinkedBlas();

struct SgemmShape {
  uint32_t m, n, k;
};

// C[m,n] = A[m,k] * B[k,n], row-major and dense, `duplicates` times over on
// `threads` threads. Returns the nanoseconds that it took. Throws
// BLAS_UNAVAILABLE. Not to be called by two threads at once: the number of
// threads is the library's, not the call's.
uint64_t Sgemm(const SgemmShape &shape, const float *a, const float *b, float *c, uint32_t threads,
               uint32_t duplicates);

} // namespace tilescope
