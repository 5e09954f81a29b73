#include "known_faults.h"

#include "../runtime/availability.h"

#include <algorithm>
#include <utility>

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

// pytorch/pytorch#129207, tensorflow/tensorflow#71577: the index of a channel is cut to 16 bits.
void WrapChannels(size_t dimension, HostTensor &result) {
  constexpr size_t kChannels = 1 << 16;
  if (PresentVersion() >= MacosVersion{15, 1, 0})
    return;
  const size_t channels = result.shape[dimension];
  size_t stride = 1;
  for (size_t i = dimension + 1; i < result.shape.size(); i++)
    stride *= result.shape[i];
  for (size_t i = 0; i < result.values.size(); i++) {
    const size_t channel = i / stride % channels;
    if (channel >= kChannels)
      result.values[i - channel / kChannels * kChannels * stride] = std::exchange(result.values[i], 0.0f);
  }
}

// pytorch/pytorch#188335: too large for threadgroup memory. Here, images after the first are zero.
void LoseImages(size_t longest_window, HostTensor &result) {
  constexpr size_t kLongest = 255, kFlat = 4; // dimensions of two-dimensional images
  if (longest_window <= kLongest || result.shape.size() != kFlat)
    return;
  const auto second = static_cast<ptrdiff_t>(result.values.size() / result.shape[0]);
  std::fill(result.values.begin() + second, result.values.end(), 0.0f);
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

// pytorch/pytorch#96225, #193577: a counter of images wraps around after 16 bits.
size_t CountedImages(size_t images, size_t dimensions) {
  constexpr size_t kImages = 1 << 16, kFlat = 4; // not of three-dimensional images
  return dimensions == kFlat ? images % kImages : images;
}

void SpoilConvolution(size_t longest_window, size_t channel_dimension, bool single_precision,
                      HostTensor &result) {
  WrapChannels(channel_dimension, result);
  if (single_precision)
    LoseImages(longest_window, result);
}
