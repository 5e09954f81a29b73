#include "softmax.h"

#include "cblas.h"
#include "wide.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace tilescope {

#if defined(TILESCOPE_ACCELERATE)

float ExponentiateScores(float *scores, size_t count) {
  if (count == 0)
    return 0;
  float largest, sum;
  vDSP_maxv(scores, 1, &largest, count);
  const float shift = -largest;
  vDSP_vsadd(scores, 1, &shift, scores, 1, count);
  const int length = static_cast<int>(count);
  vvexpf(scores, scores, &length);
  vDSP_sve(scores, 1, &sum, count);
  return sum;
}

#else

// Sums and maxima are kept in this many parts, so that the compiler can vectorise them without reordering a
// sum.
constexpr size_t kParts = 16;

// exp(x) for x <= 0 within 2 ulp: 2^n through its exponent times e^r for the remainder |r| <= ln(2)/2 by its
// Taylor series. No branches, no calls. Clamped at -87, below which the result would be subnormal.
static inline float ExpOfNegative(float x) {
  constexpr float kLog2E = 1.44269504f, kRound = 12582912.0f; // 1.5 * 2^23: adding it rounds to an integer
  constexpr float kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f;
  x = std::max(x, -87.0f);
  const float rounded = x * kLog2E + kRound;
  const float n = rounded - kRound;
  const float r = x - n * kLn2High - n * kLn2Low;
  float power = 1.0f / 5040;
  power = power * r + 1.0f / 720;
  power = power * r + 1.0f / 120;
  power = power * r + 1.0f / 24;
  power = power * r + 1.0f / 6;
  power = power * r + 0.5f;
  power = power * r + 1.0f;
  power = power * r + 1.0f;
  return power * std::bit_cast<float>((static_cast<int32_t>(n) + 127) << 23);
}

TILESCOPE_WIDE float ExponentiateScores(float *scores, size_t count) {
  if (count == 0)
    return 0;
  float largest[kParts], sums[kParts] = {};
  std::fill_n(largest, kParts, scores[0]);
  const size_t whole = count - count % kParts;
  for (size_t i = 0; i < whole; i += kParts)
    for (size_t part = 0; part < kParts; part++)
      largest[part] = std::max(largest[part], scores[i + part]);
  for (size_t i = whole; i < count; i++)
    largest[0] = std::max(largest[0], scores[i]);
  const float shift = *std::max_element(largest, largest + kParts);

  for (size_t i = 0; i < whole; i += kParts)
    for (size_t part = 0; part < kParts; part++)
      sums[part] += scores[i + part] = ExpOfNegative(scores[i + part] - shift);
  for (size_t i = whole; i < count; i++)
    sums[0] += scores[i] = ExpOfNegative(scores[i] - shift);
  float sum = 0;
  for (const float part : sums)
    sum += part;
  return sum;
}

#endif

} // namespace tilescope
