// What math.h takes from the C library of the host.
#pragma once
extern "C" {
#ifdef __APPLE__ // has it under this name, see clang's RuntimeLibcalls
float exp10f(float) __asm("___exp10f");
#else
float exp10f(float);
#endif
float logf(float);
float log2f(float);
float log10f(float);
float sinf(float);
float cosf(float);
float tanf(float);
float asinf(float);
float acosf(float);
float atanf(float);
float sinhf(float);
float coshf(float);
float asinhf(float);
float acoshf(float);
float atanhf(float);
float powf(float, float);
float fmodf(float, float);
float atan2f(float, float);
float nextafterf(float, float);
float ldexpf(float, int);
float frexpf(float, __private int *);
int ilogbf(float);
}
