#include "cblas_convolution.h"

#include "blas.h"
#include "cblas.h"

#include <algorithm>

#if defined(TILESCOPE_BLAS)

namespace tilescope {
namespace {

// As fast as any from 64 Ki to 1 Mi on the machine that this was tried on. Never so few positions that the
// products become inefficient.
constexpr uint32_t kPatchesPerBlock = 256 * 1024;
constexpr uint32_t kLeastPositions = 64;

float *Floats(DeviceBuffer &buffer) { return reinterpret_cast<float *>(buffer.Data()); }

uint32_t Volume(const ConvolutionSpec &spec, uint32_t ConvolutionAxis::*of) {
  return spec.axes[0].*of * spec.axes[1].*of * spec.axes[2].*of;
}

uint32_t DivideUp(uint32_t a, uint32_t b) { return (a - 1) / b + 1; }

bool IsPlain(const ConvolutionSpec &spec) {
  return std::all_of(std::begin(spec.axes), std::end(spec.axes), [](const ConvolutionAxis &axis) {
    return axis.window == 1 && axis.stride == 1 && axis.before == 0 && axis.positions == axis.extent;
  });
}

// Calls visit(element of the window, offset of the pixel in its image) for each element of the window at a
// position, with -1 outside of the image.
template <class Visit> void ForEachTap(const ConvolutionSpec &spec, uint32_t position, const Visit &visit) {
  const ConvolutionAxis &z = spec.axes[0], &y = spec.axes[1], &x = spec.axes[2];
  const auto start = [](const ConvolutionAxis &axis, uint32_t at) {
    return int64_t{at} * axis.stride - axis.before;
  };
  const int64_t left = start(x, position % x.positions);
  const int64_t top = start(y, position / x.positions % y.positions);
  const int64_t front = start(z, position / x.positions / y.positions);
  uint32_t tap = 0;
  for (uint32_t tz = 0; tz < z.window; tz++) {
    const int64_t pz = front + int64_t{tz} * z.dilation;
    for (uint32_t ty = 0; ty < y.window; ty++) {
      const int64_t py = top + int64_t{ty} * y.dilation;
      const bool line = pz >= 0 && pz < z.extent && py >= 0 && py < y.extent;
      for (uint32_t tx = 0; tx < x.window; tx++, tap++) {
        const int64_t px = left + int64_t{tx} * x.dilation;
        visit(tap, line && px >= 0 && px < x.extent ? (pz * y.extent + py) * x.extent + px : -1);
      }
    }
  }
}

} // namespace

CblasConvolution::CblasConvolution(ConvolutionSpec spec)
    : spec_(std::move(spec)), channels_(spec_.channels / spec_.groups),
      filters_(spec_.filters / spec_.groups), window_(Volume(spec_, &ConvolutionAxis::window)),
      positions_(Volume(spec_, &ConvolutionAxis::positions) * (spec_.channels_last ? spec_.batch : 1)),
      plain_(IsPlain(spec_)) {}

void CblasConvolution::Start(uint32_t threads) {
  const auto hold = [] { HoldBlasThreads(1); };
  hold();
  const uint32_t fitting = std::max(kLeastPositions, kPatchesPerBlock / (channels_ * window_));
  per_block_ = std::min(fitting, DivideUp(positions_, threads));
  patches_.assign(threads, std::vector<float>(plain_ ? 0 : size_t{per_block_} * channels_ * window_));
  team_ = std::make_unique<BlockTeam>(threads, hold);
  team_->Run(0, [](uint32_t, uint32_t) {}); // returns when every thread is awake
}

void CblasConvolution::Run() {
  const uint32_t blocks = DivideUp(positions_, per_block_);
  const uint32_t images = spec_.channels_last ? 1 : spec_.batch;
  team_->Run(images * spec_.groups * blocks, [&](uint32_t index, uint32_t thread) {
    const uint32_t first = index % blocks * per_block_;
    const uint32_t member = index / blocks;
    const Block block{member / spec_.groups, member % spec_.groups, first,
                      std::min(first + per_block_, positions_)};
    if (spec_.channels_last)
      SolveChannelsLast(block, patches_[thread].data());
    else
      SolveChannelsFirst(block, patches_[thread].data());
  });
}

void CblasConvolution::Finish() { team_.reset(); }

// Y[position, filter] = patches * W^T + bias.
void CblasConvolution::SolveChannelsLast(const Block &block, float *patches) const {
  const int rows = static_cast<int>(block.last - block.first);
  const int terms = static_cast<int>(channels_ * window_);
  const float *left = patches;
  if (plain_)
    left = Floats(*spec_.x) + size_t{block.first} * spec_.channels + block.group * channels_;
  else
    GatherRows(block, patches);
  float *y = Floats(*spec_.y) + size_t{block.first} * spec_.filters + block.group * filters_;
  if (spec_.bias)
    for (int row = 0; row < rows; row++)
      std::copy_n(Floats(*spec_.bias) + block.group * filters_, filters_, y + size_t(row) * spec_.filters);
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, rows, static_cast<int>(filters_), terms, 1.0f, left,
              plain_ ? static_cast<int>(spec_.channels) : terms,
              Floats(*spec_.w) + size_t{block.group} * filters_ * terms, terms, spec_.bias ? 1.0f : 0.0f, y,
              static_cast<int>(spec_.filters));
}

// Y[filter, position] = W * patches + bias.
void CblasConvolution::SolveChannelsFirst(const Block &block, float *patches) const {
  const int columns = static_cast<int>(block.last - block.first);
  const int terms = static_cast<int>(channels_ * window_);
  const float *right = patches;
  if (plain_)
    right = Floats(*spec_.x) + (size_t{block.image} * spec_.channels + block.group * channels_) * positions_ +
            block.first;
  else
    GatherColumns(block, patches);
  const size_t filter = size_t{block.image} * spec_.filters + block.group * filters_;
  float *y = Floats(*spec_.y) + filter * positions_ + block.first;
  if (spec_.bias)
    for (uint32_t row = 0; row < filters_; row++)
      std::fill_n(y + size_t{row} * positions_, columns, Floats(*spec_.bias)[block.group * filters_ + row]);
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, static_cast<int>(filters_), columns, terms, 1.0f,
              Floats(*spec_.w) + size_t{block.group} * filters_ * terms, terms, right,
              plain_ ? static_cast<int>(positions_) : columns, spec_.bias ? 1.0f : 0.0f, y,
              static_cast<int>(positions_));
}

void CblasConvolution::GatherRows(const Block &block, float *patches) const {
  const uint32_t of_image = Volume(spec_, &ConvolutionAxis::positions);
  const size_t pixels = Volume(spec_, &ConvolutionAxis::extent);
  for (uint32_t position = block.first; position < block.last; position++) {
    const float *image =
        Floats(*spec_.x) + position / of_image * pixels * spec_.channels + block.group * channels_;
    ForEachTap(spec_, position % of_image, [&](uint32_t, int64_t pixel) {
      if (pixel < 0)
        std::fill_n(patches, channels_, 0.0f);
      else
        std::copy_n(image + pixel * spec_.channels, channels_, patches);
      patches += channels_;
    });
  }
}

void CblasConvolution::GatherColumns(const Block &block, float *patches) const {
  const size_t pixels = Volume(spec_, &ConvolutionAxis::extent);
  const size_t columns = block.last - block.first;
  const float *image =
      Floats(*spec_.x) + (size_t{block.image} * spec_.channels + block.group * channels_) * pixels;
  for (uint32_t position = block.first; position < block.last; position++) {
    ForEachTap(spec_, position, [&](uint32_t tap, int64_t pixel) {
      float *to = patches + tap * columns + (position - block.first);
      for (uint32_t channel = 0; channel < channels_; channel++)
        to[channel * window_ * columns] = pixel < 0 ? 0.0f : image[channel * pixels + pixel];
    });
  }
}

} // namespace tilescope

#endif
