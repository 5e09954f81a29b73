#pragma once
#include <Availability.h>

typedef unsigned long vDSP_Length;
typedef long vDSP_Stride;

extern "C" {
// C = maximum of A.
void vDSP_maxv(const float *__A, vDSP_Stride __I, float *__C, vDSP_Length __N) API_AVAILABLE(macos(10.4));
// C = sum of A.
void vDSP_sve(const float *__A, vDSP_Stride __I, float *__C, vDSP_Length __N) API_AVAILABLE(macos(10.4));
// C = A + scalar B.
void vDSP_vsadd(const float *__A, vDSP_Stride __IA, const float *__B, float *__C, vDSP_Stride __IC,
                vDSP_Length __N) API_AVAILABLE(macos(10.4));
// C[M, N] = transpose of A[N, M].
void vDSP_mtrans(const float *__A, vDSP_Stride __IA, float *__C, vDSP_Stride __IC, vDSP_Length __M,
                 vDSP_Length __N) API_AVAILABLE(macos(10.4));
}
