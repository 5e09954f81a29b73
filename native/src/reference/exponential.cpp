#include "exponential.h"

#include "wide.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace tilescope {

// 2^n through the exponent, times e^r for the remainder |r| <= ln(2)/2 by its Taylor series, whose first term
// left out is below 2^-57. No branches and no calls, so that compilers vectorise the loop below. Without
// bounds: 2^n must be a normal number.
static inline double Exponential(double x) {
  constexpr double kLog2E = 0x1.71547652b82fep+0, kRound = 0x1.8p+52; // adding it rounds to an integer
  // ln(2) in two parts: the product of n and the first is exact.
  constexpr double kLn2High = 0x1.62e42feep-1, kLn2Low = 0x1.a39ef35793c76p-33;
  const double rounded = x * kLog2E + kRound;
  const double n = rounded - kRound;
  const double r = (x - n * kLn2High) - n * kLn2Low;
  double power = 1.0 / 6227020800;
  power = power * r + 1.0 / 479001600;
  power = power * r + 1.0 / 39916800;
  power = power * r + 1.0 / 3628800;
  power = power * r + 1.0 / 362880;
  power = power * r + 1.0 / 40320;
  power = power * r + 1.0 / 5040;
  power = power * r + 1.0 / 720;
  power = power * r + 1.0 / 120;
  power = power * r + 1.0 / 24;
  power = power * r + 1.0 / 6;
  power = power * r + 0.5;
  power = power * r + 1.0;
  power = power * r + 1.0;
  // n is in the low bits of `rounded`; the shift leaves what is added to an exponent.
  const uint64_t bits = std::bit_cast<uint64_t>(power) + (std::bit_cast<uint64_t>(rounded) << 52);
  return std::bit_cast<double>(bits);
}

TILESCOPE_WIDE void ExponentiateBelow(double shift, double *numbers, size_t count) {
  // In a loop of its own, or else GCC branches to what follows from the constant.
  for (size_t i = 0; i < count; i++)
    numbers[i] = std::max(numbers[i] - shift, -708.0);
  for (size_t i = 0; i < count; i++)
    numbers[i] = Exponential(numbers[i]);
}

} // namespace tilescope
