#include "host_tensor.h"

#include "../mps/elements.h"
#include "../mps/misuse.h"
#include "known_faults.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <span>

namespace {

constexpr size_t kMatrix = 2; // dimensions

std::string Text(const Shape &shape) {
  std::string text;
  for (const size_t extent : shape)
    text += (text.empty() ? "" : "x") + std::to_string(extent);
  return text;
}

// The index in a tensor of shape `from` that is broadcast to element `index` of the result.
size_t BroadcastIndex(const Shape &from, const Shape &to, size_t index) {
  size_t source = 0, stride = 1;
  for (size_t i = 0; i < to.size(); i++) {
    const size_t extent = to[to.size() - 1 - i];
    if (i < from.size()) {
      const size_t own = from[from.size() - 1 - i];
      source += own == 1 ? 0 : index % extent * stride;
      stride *= own;
    }
    index /= extent;
  }
  return source;
}

Shape Batches(const Shape &shape) { return {shape.begin(), shape.end() - kMatrix}; }

} // namespace

size_t CountOf(const Shape &shape) {
  return std::accumulate(shape.begin(), shape.end(), size_t{1}, std::multiplies<>());
}

Shape TransposedShape(Shape shape, size_t dimension, size_t other) {
  if (std::max(dimension, other) >= shape.size())
    Misuse("a tensor of " + Text(shape) + " has no dimension " + std::to_string(std::max(dimension, other)));
  std::swap(shape[dimension], shape[other]);
  return shape;
}

Shape PermutedShape(const Shape &shape, const Shape &permutation) {
  Shape sorted = permutation, result;
  std::sort(sorted.begin(), sorted.end());
  for (size_t i = 0; i < sorted.size(); i++)
    if (sorted.size() != shape.size() || sorted[i] != i)
      Misuse("a permutation of " + Text(shape) + " does not have each dimension once");
  for (const size_t dimension : permutation)
    result.push_back(shape[dimension]);
  return result;
}

Shape BroadcastShape(const Shape &a, const Shape &b) {
  const bool longer = a.size() >= b.size();
  Shape result = longer ? a : b;
  const Shape &shorter = longer ? b : a;
  for (size_t i = 1; i <= shorter.size(); i++) {
    size_t &extent = result[result.size() - i];
    const size_t other = shorter[shorter.size() - i];
    if (extent != other && extent != 1 && other != 1)
      Misuse(Text(a) + " and " + Text(b) + " are not broadcast compatible");
    extent = std::max(extent, other);
  }
  return result;
}

Shape ProductShape(const Shape &a, const Shape &b) {
  if (std::min(a.size(), b.size()) < kMatrix || a.back() != b.end()[-2])
    Misuse("incompatible dimensions of a product: " + Text(a) + " and " + Text(b));
  Shape result = BroadcastShape(Batches(a), Batches(b));
  result.push_back(a.end()[-2]);
  result.push_back(b.back());
  return result;
}

Shape ReducedShape(Shape shape, const Shape &axes) {
  for (const size_t axis : axes) {
    if (axis >= shape.size())
      Misuse("a tensor of " + Text(shape) + " has no axis " + std::to_string(axis));
    shape[axis] = 1;
  }
  return shape;
}

HostTensor Mean(const HostTensor &tensor, const Shape &shape) {
  std::vector<double> sums(CountOf(shape));
  for (size_t i = 0; i < tensor.values.size(); i++)
    sums[BroadcastIndex(shape, tensor.shape, i)] += tensor.values[i];
  HostTensor result = {shape, {}};
  for (const double sum : sums)
    result.values.push_back(static_cast<float>(sum * sums.size() / tensor.values.size()));
  return result;
}

HostTensor Transposed(const HostTensor &tensor, size_t dimension, size_t other) {
  Shape permutation(tensor.shape.size());
  std::iota(permutation.begin(), permutation.end(), 0);
  std::swap(permutation[dimension], permutation[other]);
  return Permuted(tensor, permutation);
}

HostTensor Permuted(const HostTensor &tensor, const Shape &permutation) {
  HostTensor result = {PermutedShape(tensor.shape, permutation), {}};
  result.values.resize(tensor.values.size());
  const size_t rank = tensor.shape.size();
  Shape of_operand(rank, 1), strides;
  for (size_t i = rank - 1; i-- > 0;)
    of_operand[i] = of_operand[i + 1] * tensor.shape[i + 1];
  for (const size_t dimension : permutation)
    strides.push_back(of_operand[dimension]);
  for (size_t index = 0; index < result.values.size(); index++) {
    size_t source = 0, rest = index;
    for (size_t i = rank; i-- > 0; rest /= result.shape[i])
      source += rest % result.shape[i] * strides[i];
    result.values[index] = tensor.values[source];
  }
  return result;
}

HostTensor Elementwise(const HostTensor &a, const HostTensor &b,
                       const std::function<float(float, float)> &operation) {
  HostTensor result = {BroadcastShape(a.shape, b.shape), {}};
  result.values.resize(CountOf(result.shape));
  for (size_t i = 0; i < result.values.size(); i++)
    result.values[i] = operation(a.values[BroadcastIndex(a.shape, result.shape, i)],
                                 b.values[BroadcastIndex(b.shape, result.shape, i)]);
  return result;
}

HostTensor Product(const HostTensor &a, const HostTensor &b) {
  HostTensor result = {ProductShape(a.shape, b.shape), {}};
  result.values.resize(CountOf(result.shape));
  const size_t m = a.shape.end()[-2], k = a.shape.back(), n = b.shape.back();
  const Shape batches = Batches(result.shape);
  for (size_t batch = 0; batch < CountOf(batches); batch++)
    Multiply({m, n, k, false, false},
             a.values.data() + BroadcastIndex(Batches(a.shape), batches, batch) * m * k,
             b.values.data() + BroadcastIndex(Batches(b.shape), batches, batch) * k * n,
             result.values.data() + batch * m * n);
  if (a.shape.size() == kMatrix && b.shape.size() == kMatrix)
    SpoilProduct(a, b, result);
  return result;
}

HostTensor SoftMax(HostTensor tensor) {
  const size_t length = tensor.shape.back();
  for (size_t start = 0; start < tensor.values.size(); start += length) {
    const std::span row(tensor.values.data() + start, length);
    const float largest = *std::max_element(row.begin(), row.end());
    float sum = 0;
    for (float &x : row)
      sum += x = std::exp(x - largest);
    for (float &x : row)
      x /= sum;
  }
  return tensor;
}

HostTensor Attention(const HostTensor &q, const HostTensor &k, const HostTensor &v, const HostTensor *mask,
                     float scale) {
  const size_t rank = k.shape.size();
  HostTensor scores = Product(q, Transposed(k, rank - 2, rank - 1));
  for (float &score : scores.values)
    score *= scale;
  if (mask)
    scores = Elementwise(scores, *mask, std::plus<>());
  return Product(SoftMax(std::move(scores)), v);
}
