#pragma once
#include <Availability.h>

extern "C" {
// y = exp(x) for *n elements.
void vvexpf(float *__y, const float *__x, const int *__n) API_AVAILABLE(macos(10.4));
}
