#include "host_convolution.h"

#include "../mps/elements.h"
#include "../mps/misuse.h"
#include "known_faults.h"

namespace {

// Extents and strides by what the dimensions are.
struct View {
  struct Dimension {
    size_t extent = 1, stride = 0;
  };
  Dimension outer, channels;
  std::array<Dimension, 3> pixels;

  View(const Shape &shape, const ConvolutionLayout &layout) {
    const auto of = [&](std::optional<size_t> dimension) {
      if (!dimension)
        return Dimension{};
      const Shape inner(shape.begin() + static_cast<ptrdiff_t>(*dimension) + 1, shape.end());
      return Dimension{shape.at(*dimension), CountOf(inner)};
    };
    outer = of(layout.outer);
    channels = of(layout.channels);
    for (size_t i = 0; i < pixels.size(); i++)
      pixels[i] = of(layout.pixels[i]);
  }

  size_t Pixels() const { return pixels[0].extent * pixels[1].extent * pixels[2].extent; }
};

using Pixel = std::array<size_t, 3>;

Pixel PixelOf(const View &view, size_t index) {
  const size_t width = view.pixels[2].extent, height = view.pixels[1].extent;
  return {index / width / height, index / width % height, index % width};
}

size_t OffsetOf(const View &view, const Pixel &pixel) {
  size_t offset = 0;
  for (size_t i = 0; i < pixel.size(); i++)
    offset += pixel[i] * view.pixels[i].stride;
  return offset;
}

// A convolution as products of matrices, one for each group of each image: of its patches [position, term],
// its part of the weights [filter, term] and of the result [position, filter].
class Products {
public:
  Products(const HostConvolution &convolution, ConvolutionTensors &tensors)
      : convolution_(convolution), tensors_(tensors), x_(tensors.x.shape, convolution.images),
        w_(tensors.w.shape, convolution.weights), y_(tensors.y.shape, convolution.images),
        channels_(w_.channels.extent), filters_(w_.outer.extent / convolution.groups),
        terms_(w_.Pixels() * channels_), positions_(y_.Pixels()), patches_(positions_ * terms_),
        weights_(filters_ * terms_), results_(positions_ * filters_) {}

  void Compute(Computed computed, size_t images) {
    for (size_t image = 0; image < images; image++)
      for (size_t group = 0; group < convolution_.groups; group++) {
        image_ = image;
        group_ = group;
        if (computed == Computed::kResult)
          Result();
        else if (computed == Computed::kData)
          Data();
        else
          Weights();
      }
  }

private:
  void Result() {
    ForEachPatch([&](float &patch, float *x) { patch = x ? *x : 0; });
    ForEachWeight([](float &weight, float &w) { weight = w; });
    Multiply({positions_, filters_, terms_, false, true}, patches_.data(), weights_.data(), results_.data());
    ForEachResult([](float &result, float &y) { y = result; });
  }

  void Data() {
    ForEachResult([](float &result, float &y) { result = y; });
    ForEachWeight([](float &weight, float &w) { weight = w; });
    Multiply({positions_, terms_, filters_, false, false}, results_.data(), weights_.data(), patches_.data());
    ForEachPatch([](float &patch, float *x) {
      if (x)
        *x += patch;
    });
  }

  void Weights() {
    ForEachPatch([&](float &patch, float *x) { patch = x ? *x : 0; });
    ForEachResult([](float &result, float &y) { result = y; });
    Multiply({filters_, terms_, positions_, true, false}, results_.data(), patches_.data(), weights_.data());
    ForEachWeight([](float &weight, float &w) { w += weight; });
  }

  // With the element of X for each element of a patch; null in the padding.
  template <class Visit> void ForEachPatch(const Visit &visit) {
    const size_t first = image_ * x_.outer.stride + group_ * channels_ * x_.channels.stride;
    float *patch = patches_.data();
    for (size_t position = 0; position < positions_; position++)
      for (size_t tap = 0; tap < w_.Pixels(); tap++) {
        const std::optional<size_t> pixel = Source(PixelOf(y_, position), PixelOf(w_, tap));
        for (size_t channel = 0; channel < channels_; channel++)
          visit(*patch++,
                pixel ? &tensors_.x.values[first + *pixel + channel * x_.channels.stride] : nullptr);
      }
  }

  template <class Visit> void ForEachWeight(const Visit &visit) {
    float *weight = weights_.data();
    for (size_t filter = group_ * filters_; filter < (group_ + 1) * filters_; filter++)
      for (size_t tap = 0; tap < w_.Pixels(); tap++)
        for (size_t channel = 0; channel < channels_; channel++)
          visit(*weight++, tensors_.w.values[filter * w_.outer.stride + OffsetOf(w_, PixelOf(w_, tap)) +
                                             channel * w_.channels.stride]);
  }

  template <class Visit> void ForEachResult(const Visit &visit) {
    const size_t first = image_ * y_.outer.stride + group_ * filters_ * y_.channels.stride;
    float *result = results_.data();
    for (size_t position = 0; position < positions_; position++)
      for (size_t filter = 0; filter < filters_; filter++)
        visit(*result++,
              tensors_.y.values[first + OffsetOf(y_, PixelOf(y_, position)) + filter * y_.channels.stride]);
  }

  // The offset of the pixel under an element of the window; nothing in the padding.
  std::optional<size_t> Source(const Pixel &position, const Pixel &tap) const {
    Pixel pixel;
    for (size_t i = 0; i < pixel.size(); i++) {
      const auto &[stride, dilation, before, after] = convolution_.axes[i];
      pixel[i] = position[i] * stride + tap[i] * dilation - before; // wraps around before the image
      if (pixel[i] >= x_.pixels[i].extent)
        return std::nullopt;
    }
    return OffsetOf(x_, pixel);
  }

  const HostConvolution &convolution_;
  ConvolutionTensors &tensors_;
  const View x_, w_, y_;
  const size_t channels_, filters_, terms_, positions_;
  size_t image_ = 0, group_ = 0;
  std::vector<float> patches_, weights_, results_;
};

} // namespace

Shape ConvolvedShape(const HostConvolution &convolution, const Shape &x, const Shape &w) {
  const auto &[groups, axes, images, weights] = convolution;
  const View image(x, images), window(w, weights);
  if (image.channels.extent != groups * window.channels.extent || window.outer.extent % groups != 0)
    Misuse("the channels of a convolution do not fit its weights and groups");
  Shape y = x;
  y[*images.channels] = window.outer.extent;
  for (size_t i = 0; i < axes.size(); i++) {
    const size_t span = (window.pixels[i].extent - 1) * axes[i].dilation + 1;
    const size_t padded = image.pixels[i].extent + axes[i].before + axes[i].after;
    if (span > padded)
      Misuse("the window of a convolution is larger than its padded image");
    if (images.pixels[i])
      y[*images.pixels[i]] = (padded - span) / axes[i].stride + 1;
  }
  return y;
}

HostTensor Convolve(const HostConvolution &convolution, Computed computed, ConvolutionTensors tensors) {
  HostTensor &result = computed == Computed::kResult ? tensors.y
                       : computed == Computed::kData ? tensors.x
                                                     : tensors.w;
  result.values.assign(CountOf(result.shape), 0);
  size_t images = convolution.images.outer ? tensors.x.shape[*convolution.images.outer] : 1;
  if (computed == Computed::kWeights)
    images = CountedImages(images, tensors.x.shape.size());
  Products(convolution, tensors).Compute(computed, images);
  return std::move(result);
}
