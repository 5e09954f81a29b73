// The BLAS that is linked: the same calls from either.
#pragma once
#if defined(TILESCOPE_OPENBLAS)
#include <cblas.h>
#define TILESCOPE_BLAS
#elif defined(TILESCOPE_ACCELERATE)
#include <Accelerate/Accelerate.h>
#define TILESCOPE_BLAS
#endif
