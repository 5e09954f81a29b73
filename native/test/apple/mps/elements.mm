#include "elements.h"

#include "misuse.h"

#include <cblas.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

using Half = _Float16;

namespace {

struct BFloat16 {
  uint16_t bits;
};

float Widened(float x) { return x; }
float Widened(Half x) { return x; }
float Widened(int8_t x) { return x; }
float Widened(BFloat16 x) { return std::bit_cast<float>(uint32_t{x.bits} << 16); }

template <class Element> Element Narrowed(float x) { return static_cast<Element>(x); }
// To the nearest, the even one of two.
template <> BFloat16 Narrowed(float x) {
  const auto bits = std::bit_cast<uint32_t>(x);
  return {static_cast<uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16)};
}
// Towards zero, or to the last one there is: pytorch/pytorch#169058.
template <> int8_t Narrowed(float x) { return static_cast<int8_t>(std::clamp(x, -128.0f, 127.0f)); }

// Calls visit(element) with an element of the type.
template <class Visit> auto WithElement(MPSDataType type, const Visit &visit) {
  switch (type) {
  case MPSDataTypeFloat32:
    return visit(float{});
  case MPSDataTypeFloat16:
    return visit(Half{});
  case MPSDataTypeBFloat16:
    return visit(BFloat16{});
  case MPSDataTypeInt8:
    return visit(int8_t{});
  default:
    Misuse("the double does not support data type " + std::to_string(type));
  }
}

} // namespace

size_t BytesPerElement(MPSDataType type) {
  return WithElement(type, [](auto element) { return sizeof(element); });
}

void LoadElements(MPSDataType type, const void *from, size_t count, float *to) {
  WithElement(type, [&](auto element) {
    const auto *elements = static_cast<const decltype(element) *>(from);
    std::transform(elements, elements + count, to, [](auto x) { return Widened(x); });
  });
}

void StoreElements(MPSDataType type, const float *from, size_t count, void *to) {
  WithElement(type, [&](auto element) {
    using Element = decltype(element);
    std::transform(from, from + count, static_cast<Element *>(to), Narrowed<Element>);
  });
}

void RoundElements(MPSDataType type, float *elements, size_t count) {
  WithElement(type, [&](auto element) {
    std::transform(elements, elements + count, elements,
                   [](float x) { return Widened(Narrowed<decltype(element)>(x)); });
  });
}

namespace {

thread_local size_t present_level = 0;

enum class Arithmetic { kF32, kTf32, kF16 };

Arithmetic PresentArithmetic() {
  const char *text = std::getenv("TILESCOPE_DOUBLE_ARITHMETIC");
  const std::string name = text ? text : "f32";
  if (name == "f32" || (name == "f16-at-level-1" && present_level == 0))
    return Arithmetic::kF32;
  if (name == "tf32")
    return Arithmetic::kTf32;
  if (name == "f16" || name == "f16-at-level-1")
    return Arithmetic::kF16;
  Misuse("TILESCOPE_DOUBLE_ARITHMETIC = " + name + ": expected f32, tf32, f16 or f16-at-level-1");
}

// To 10 bits of mantissa, in the range of float.
float ToTf32(float x) {
  return std::bit_cast<float>((std::bit_cast<uint32_t>(x) + 0x1000u) & ~uint32_t{0x1fff});
}

void MultiplyInHalf(const FloatProduct &product, const float *a, const float *b, float *c) {
  const auto [m, n, k, transpose_a, transpose_b] = product;
  for (size_t row = 0; row < m; row++)
    for (size_t column = 0; column < n; column++) {
      Half sum = 0;
      for (size_t i = 0; i < k; i++)
        sum += static_cast<Half>(a[transpose_a ? i * m + row : row * k + i]) *
               static_cast<Half>(b[transpose_b ? column * k + i : i * n + column]);
      c[row * n + column] = sum;
    }
}

} // namespace

AtLevel::AtLevel(size_t level) { present_level = level; }
AtLevel::~AtLevel() { present_level = 0; }

void Multiply(const FloatProduct &product, const float *a, const float *b, float *c) {
  const Arithmetic arithmetic = PresentArithmetic();
  if (arithmetic == Arithmetic::kF16)
    return MultiplyInHalf(product, a, b, c);
  std::vector<float> rounded;
  if (arithmetic == Arithmetic::kTf32) {
    const size_t of_a = product.m * product.k, of_b = product.k * product.n;
    rounded.resize(of_a + of_b);
    std::transform(a, a + of_a, rounded.begin(), ToTf32);
    std::transform(b, b + of_b, rounded.begin() + static_cast<ptrdiff_t>(of_a), ToTf32);
    a = rounded.data();
    b = rounded.data() + of_a;
  }
  const auto transposition = [](bool transposed) { return transposed ? CblasTrans : CblasNoTrans; };
  const auto [m, n, k, transpose_a, transpose_b] = product;
  cblas_sgemm(CblasRowMajor, transposition(transpose_a), transposition(transpose_b), m, n, k, 1.0f, a,
              transpose_a ? m : k, b, transpose_b ? k : n, 0.0f, c, n);
}
