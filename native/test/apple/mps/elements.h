#pragma once
#import <MetalPerformanceShaders/MPSCoreTypes.h>

#include <cstddef>

// The double's libraries compute in float, whatever the element type.

size_t BytesPerElement(MPSDataType type);
void LoadElements(MPSDataType type, const void *from, size_t count, float *to);
void StoreElements(MPSDataType type, const float *from, size_t count, void *to);
// Rounds to the type.
void RoundElements(MPSDataType type, float *elements, size_t count);

// C[m,n] = op(A) * op(B) for dense row-major matrices.
struct FloatProduct {
  size_t m, n, k;
  bool transpose_a, transpose_b;
};
// In the arithmetic that TILESCOPE_DOUBLE_ARITHMETIC names: f32 by default; tf32 rounds the operands to 10
// bits of mantissa, f16 operands and sums to half; f16-at-level-1 does so within AtLevel(1).
void Multiply(const FloatProduct &product, const float *a, const float *b, float *c);

// The optimisation level of what this thread computes until the end of the scope.
class AtLevel {
public:
  explicit AtLevel(size_t level);
  ~AtLevel();
};
