#include "panels.h"

#include <algorithm>
#include <new>

namespace tilescope {
namespace {

constexpr std::align_val_t kCacheLine{64};
// As many rows at a time as have sums in registers: 8 of AVX2's 16, or 16 of NEON's 32.
constexpr size_t kRows = 4;

// result[0..rows)[0..8) += the product of rows and a panel.
using AddTile = void (*)(const Strided &left, const double *panel, size_t depth, double *result,
                         size_t stride);

// Half a panel. With narrower registers, the compiler splits it.
using Four = double __attribute__((vector_size(4 * sizeof(double))));

#if defined(__x86_64__)
#define TILESCOPE_TILE __attribute__((target("avx2,fma")))
bool HasWideRegisters() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
#else
#define TILESCOPE_TILE
bool HasWideRegisters() { return true; }
#endif

template <size_t rows>
TILESCOPE_TILE void AddTileInRegisters(const Strided &left, const double *panel, size_t depth, double *result,
                                       size_t stride) {
  Four sums[rows][2] = {};
  const double *from = left.data;
  for (size_t i = 0; i < depth; i++, from += left.column_stride, panel += kPanelWidth) {
    const auto *halves = reinterpret_cast<const Four *>(panel);
    for (size_t row = 0; row < rows; row++) {
      sums[row][0] += from[row * left.row_stride] * halves[0];
      sums[row][1] += from[row * left.row_stride] * halves[1];
    }
  }
  for (size_t row = 0; row < rows; row++)
    for (size_t column = 0; column < kPanelWidth; column++)
      result[row * stride + column] += sums[row][column / 4][column % 4];
}

template <size_t rows>
void AddTilePlainly(const Strided &left, const double *panel, size_t depth, double *result, size_t stride) {
  for (size_t row = 0; row < rows; row++)
    for (size_t i = 0; i < depth; i++)
      for (size_t column = 0; column < kPanelWidth; column++)
        result[row * stride + column] +=
            left.data[row * left.row_stride + i * left.column_stride] * panel[i * kPanelWidth + column];
}

template <size_t rows> AddTile Tile() {
  return HasWideRegisters() ? AddTileInRegisters<rows> : AddTilePlainly<rows>;
}

} // namespace

Doubles::Doubles(size_t count)
    : data_(count ? static_cast<double *>(operator new[](count * sizeof(double), kCacheLine)) : nullptr) {
  std::fill_n(data_.get(), count, 0.0);
}

void Doubles::Free::operator()(double *data) const { operator delete[](data, kCacheLine); }

Panels::Panels(size_t depth, size_t columns) : depth_(depth), columns_(columns), data_(Elements()) {}

Panels::Panels(const Strided &matrix, size_t depth, size_t columns) : Panels(depth, columns) {
  for (size_t column = 0; column < columns; column++) {
    double *to = data_.Data() + column / kPanelWidth * depth * kPanelWidth + column % kPanelWidth;
    for (size_t row = 0; row < depth; row++)
      to[row * kPanelWidth] = matrix.data[row * matrix.row_stride + column * matrix.column_stride];
  }
}

Panels Panels::Squared() const {
  Panels squared(depth_, columns_);
  std::transform(data_.Data(), data_.Data() + Elements(), squared.data_.Data(),
                 [](double x) { return x * x; });
  return squared;
}

void AddProduct(size_t rows, const Strided &left, const Panels &right, Range panels, Range depth,
                double *result, size_t stride) {
  static const AddTile several = Tile<kRows>(), one = Tile<1>();
  const size_t whole = rows - rows % kRows;
  for (size_t panel = panels.first; panel < panels.end; panel++) {
    const double *from = right.Panel(panel) + depth.first * kPanelWidth;
    for (size_t row = 0; row < rows; row += row < whole ? kRows : 1) {
      const Strided some{left.data + row * left.row_stride, left.row_stride, left.column_stride};
      const AddTile add = row < whole ? several : one;
      add(some, from, depth.end - depth.first, result + row * stride + panel * kPanelWidth, stride);
    }
  }
}

} // namespace tilescope
