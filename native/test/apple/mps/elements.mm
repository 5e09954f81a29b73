#include "elements.h"

#include "misuse.h"

#include <cblas.h>

#include <algorithm>

using Half = _Float16;

size_t BytesPerElement(MPSDataType type) {
  switch (type) {
  case MPSDataTypeFloat32:
    return sizeof(float);
  case MPSDataTypeFloat16:
    return sizeof(Half);
  default:
    Misuse("data type " + std::to_string(type) + " is not float");
  }
}

void LoadElements(MPSDataType type, const void *from, size_t count, float *to) {
  if (BytesPerElement(type) == sizeof(Half))
    std::copy_n(static_cast<const Half *>(from), count, to);
  else
    std::copy_n(static_cast<const float *>(from), count, to);
}

void StoreElements(MPSDataType type, const float *from, size_t count, void *to) {
  const auto narrow = [](float x) { return static_cast<Half>(x); };
  if (BytesPerElement(type) == sizeof(Half))
    std::transform(from, from + count, static_cast<Half *>(to), narrow);
  else
    std::copy_n(from, count, static_cast<float *>(to));
}

void RoundElements(MPSDataType type, float *elements, size_t count) {
  if (BytesPerElement(type) == sizeof(Half))
    std::transform(elements, elements + count, elements, [](float x) { return static_cast<Half>(x); });
}

void Multiply(const FloatProduct &product, const float *a, const float *b, float *c) {
  const auto transposition = [](bool transposed) { return transposed ? CblasTrans : CblasNoTrans; };
  const auto [m, n, k, transpose_a, transpose_b] = product;
  cblas_sgemm(CblasRowMajor, transposition(transpose_a), transposition(transpose_b), m, n, k, 1.0f, a,
              transpose_a ? m : k, b, transpose_b ? k : n, 0.0f, c, n);
}
