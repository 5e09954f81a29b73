#pragma once
#include <Availability.h>

enum BLAS_THREADING {
  BLAS_THREADING_MULTI_THREADED,
  BLAS_THREADING_SINGLE_THREADED,
  BLAS_THREADING_MAX_OPTIONS,
};

extern "C" {
// 0, or -1 for any other value.
int BLASSetThreading(BLAS_THREADING threading) API_AVAILABLE(macos(15.0));
BLAS_THREADING BLASGetThreading(void) API_AVAILABLE(macos(15.0));
}
