#pragma once
#include "host_tensor.h"

#include <array>
#include <optional>

// One dimension that a window moves in.
struct WindowAxis {
  size_t stride, dilation, before, after;
};

// The dimensions of a tensor by what they are, where the tensor has them.
struct ConvolutionLayout {
  std::optional<size_t> outer;                 // images, or filters
  std::optional<size_t> channels;              // of an image, or those that a filter sees
  std::array<std::optional<size_t>, 3> pixels; // of an image, or of the window
};

struct HostConvolution {
  size_t groups;
  std::array<WindowAxis, 3> axes;
  ConvolutionLayout images, weights;
};

// Which of a convolution's three tensors is computed from the other two.
enum class Computed { kResult, kData, kWeights };

// Ends the process if the shapes do not fit, as MPSGraph's compiler does.
Shape ConvolvedShape(const HostConvolution &convolution, const Shape &x, const Shape &w);

// The tensors of Y = X * W. What is computed has a shape and no values.
struct ConvolutionTensors {
  HostTensor x, w, y;
};

// Computes one of the tensors; images that MPSGraph leaves out of the gradient of the weights are left out.
HostTensor Convolve(const HostConvolution &convolution, Computed computed, ConvolutionTensors tensors);
