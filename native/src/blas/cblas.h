// The linked BLAS, which both provide the same functions.
#pragma once
#if defined(TILESCOPE_OPENBLAS)
#include <cblas.h>
#define TILESCOPE_BLAS
#elif defined(TILESCOPE_ACCELERATE)
#include <Accelerate/Accelerate.h>
#define TILESCOPE_BLAS
#endif
