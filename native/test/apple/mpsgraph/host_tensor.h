#pragma once
#include <cstddef>
#include <functional>
#include <vector>

using Shape = std::vector<size_t>;

size_t CountOf(const Shape &shape);

// A tensor's values, dense and row-major.
struct HostTensor {
  Shape shape;
  std::vector<float> values;
  bool same_rows = false; // by a row stride of 0
};

// Shapes of results. These end the process if the operands do not match, as MPSGraph's compiler does.
Shape TransposedShape(Shape shape, size_t dimension, size_t other);
Shape PermutedShape(const Shape &shape, const Shape &permutation);
Shape BroadcastShape(const Shape &a, const Shape &b);
Shape ProductShape(const Shape &a, const Shape &b);
// With an extent of 1 along the axes.
Shape ReducedShape(Shape shape, const Shape &axes);

HostTensor Transposed(const HostTensor &tensor, size_t dimension, size_t other);
// With the dimensions in that order.
HostTensor Permuted(const HostTensor &tensor, const Shape &permutation);
// Elementwise, with the smaller operand broadcast.
HostTensor Elementwise(const HostTensor &a, const HostTensor &b,
                       const std::function<float(float, float)> &operation);
// For the matrices in the last two dimensions, with the mistakes of known_faults.h.
HostTensor Product(const HostTensor &a, const HostTensor &b);
// Of the elements that a broadcast of the result's shape would make equal.
HostTensor Mean(const HostTensor &tensor, const Shape &shape);
// Along the last dimension.
HostTensor SoftMax(HostTensor tensor);
// softmax(scale * Q * K^T + mask) * V; the mask may be null.
HostTensor Attention(const HostTensor &q, const HostTensor &k, const HostTensor &v, const HostTensor *mask,
                     float scale);
