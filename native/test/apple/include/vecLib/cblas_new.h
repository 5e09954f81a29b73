#pragma once
// Apple's interface to BLAS 3.9 (ACCELERATE_NEW_LAPACK), with 32-bit lengths. The names are the same in
// OpenBLAS, which the double is linked with.
#include <Availability.h>

#ifndef ACCELERATE_NEW_LAPACK
#error "the classic interface is deprecated: define ACCELERATE_NEW_LAPACK"
#endif

enum CBLAS_ORDER { CblasRowMajor = 101, CblasColMajor = 102 };
enum CBLAS_TRANSPOSE { CblasNoTrans = 111, CblasTrans = 112, CblasConjTrans = 113 };
typedef int __LAPACK_int;

extern "C" {
void cblas_scopy(const __LAPACK_int N, const float *X, const __LAPACK_int INCX, float *Y,
                 const __LAPACK_int INCY) API_AVAILABLE(macos(13.3));
void cblas_sgemm(const CBLAS_ORDER ORDER, const CBLAS_TRANSPOSE TRANSA, const CBLAS_TRANSPOSE TRANSB,
                 const __LAPACK_int M, const __LAPACK_int N, const __LAPACK_int K, const float ALPHA,
                 const float *A, const __LAPACK_int LDA, const float *B, const __LAPACK_int LDB,
                 const float BETA, float *C, const __LAPACK_int LDC) API_AVAILABLE(macos(13.3));
void cblas_dgemm(const CBLAS_ORDER ORDER, const CBLAS_TRANSPOSE TRANSA, const CBLAS_TRANSPOSE TRANSB,
                 const __LAPACK_int M, const __LAPACK_int N, const __LAPACK_int K, const double ALPHA,
                 const double *A, const __LAPACK_int LDA, const double *B, const __LAPACK_int LDB,
                 const double BETA, double *C, const __LAPACK_int LDC) API_AVAILABLE(macos(13.3));
}
