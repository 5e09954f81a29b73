#include "known_faults.h"

#include "../runtime/availability.h"

#include <algorithm>

using objc_runtime::MacosVersion;
using objc_runtime::PresentVersion;

namespace {

// pytorch/pytorch#195163: the last tile of K is not clipped, and terms beyond the end are added. Here, the
// last term is added twice.
void AddTermBeyondEnd(const HostTensor &a, const HostTensor &b, HostTensor &product) {
  constexpr size_t kLongestSum = 32766, kSmallestTile = 16;
  const size_t m = a.shape.end()[-2], k = a.shape.back(), n = b.shape.back();
  if (k <= kLongestSum || std::min(m, n) < kSmallestTile)
    return;
  for (size_t row = 0; row < m; row++)
    for (size_t column = 0; column < n; column++)
      product.values[row * n + column] += a.values[row * k + k - 1] * b.values[(k - 1) * n + column];
}

// pytorch/pytorch#180201: every 16th row is right, the others are zero.
void LeaveOutRows(const HostTensor &a, HostTensor &product) {
  constexpr size_t kPeriod = 16;
  const MacosVersion present = PresentVersion();
  const bool right = present < MacosVersion{15, 0, 0} ||
                     (present >= MacosVersion{26, 4, 0} && present < MacosVersion{27, 0, 0});
  if (!a.same_rows || right)
    return;
  const size_t n = product.shape.back();
  for (size_t i = 0; i < product.values.size(); i++)
    if (i / n % kPeriod != 0)
      product.values[i] = 0;
}

// pytorch/pytorch#117549: dimensions above 32768. Here, what lies beyond is zero.
void CutLongDimensions(HostTensor &product) {
  constexpr size_t kLongest = 32768;
  if (PresentVersion() >= MacosVersion{14, 4, 0})
    return;
  const size_t m = product.shape.end()[-2], n = product.shape.back();
  for (size_t i = 0; i < product.values.size(); i++)
    if (i % n >= kLongest || i / n % m >= kLongest)
      product.values[i] = 0;
}

} // namespace

void SpoilProduct(const HostTensor &a, const HostTensor &b, HostTensor &product) {
  AddTermBeyondEnd(a, b, product);
  LeaveOutRows(a, product);
  CutLongDimensions(product);
}

// pytorch/pytorch#189495: the index of a member is cut to 16 bits.
void SpoilAddition(HostTensor &sum) {
  constexpr size_t kMembers = 1 << 16;
  if (sum.shape.size() < 3)
    return;
  const size_t size = sum.shape.end()[-2] * sum.shape.back(), members = sum.values.size() / size;
  for (size_t member = kMembers; member < members; member++) {
    const auto from = sum.values.begin() + static_cast<ptrdiff_t>(member * size);
    std::copy_n(from, size, sum.values.begin() + static_cast<ptrdiff_t>(member % kMembers * size));
    std::fill_n(from, size, 0.0f);
  }
}
