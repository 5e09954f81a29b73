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

// Holds the library to `threads` threads, as far as it can be held, and wakes
// them; the number is the library's, not the caller's.
void StartBlas(uint32_t threads);
// Lets its threads go to sleep.
void FinishBlas();

// C[m,n] = A[m,k] * B[k,n], row-major and dense. Throws BLAS_UNAVAILABLE.
void Sgemm(const SgemmShape &shape, const float *a, const float *b, float *c);

} // namespace tilescope
