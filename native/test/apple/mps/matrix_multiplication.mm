#import <MetalPerformanceShaders/MetalPerformanceShaders.h>

#include "elements.h"
#include "misuse.h"
#include "root_command_buffer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace {

// C = alpha * A * B + beta * C.
struct Update {
  FloatProduct product;
  double alpha, beta;
};

std::byte *Row(MPSMatrix *matrix, size_t row) {
  return static_cast<std::byte *>(HostMemory(matrix.data)) + row * matrix.rowBytes;
}

std::vector<float> Load(MPSMatrix *matrix, size_t rows, size_t columns) {
  std::vector<float> dense(rows * columns);
  for (size_t row = 0; row < rows; row++)
    LoadElements(matrix.dataType, Row(matrix, row), columns, dense.data() + row * columns);
  return dense;
}

// The bug that JuliaGPU/Metal.jl#381 describes: a signed 32-bit byte offset overflows, and 32 rows of the
// result are NaN.
void SpoilRowsBehindOverflow(const FloatProduct &product, size_t row_bytes, std::vector<float> &c) {
  constexpr uint64_t kOverflow = uint64_t{1} << 31;
  constexpr size_t kBand = 32;
  const uint64_t last = kOverflow / row_bytes;
  if (product.m + 2 * product.k < last)
    return;
  const size_t first = last > 2 * product.k ? last - 2 * product.k : 0;
  const size_t end = std::min(first + kBand, product.m);
  std::fill(c.begin() + first * product.n, c.begin() + end * product.n, NAN);
}

void Run(const Update &update, MPSMatrix *left, MPSMatrix *right, MPSMatrix *result) {
  const FloatProduct &product = update.product;
  const auto [m, n, k, transpose_a, transpose_b] = product;
  const std::vector<float> a = Load(left, transpose_a ? k : m, transpose_a ? m : k);
  const std::vector<float> b = Load(right, transpose_b ? n : k, transpose_b ? k : n);
  const std::vector<float> before = Load(result, m, n);
  std::vector<float> c(m * n);
  Multiply(product, a.data(), b.data(), c.data());
  for (size_t i = 0; i < c.size(); i++)
    c[i] = static_cast<float>(update.alpha * c[i] + (update.beta == 0 ? 0 : update.beta * before[i]));
  SpoilRowsBehindOverflow(product, result.rowBytes, c);
  for (size_t row = 0; row < m; row++)
    StoreElements(result.dataType, c.data() + row * n, n, Row(result, row));
}

void CheckSize(const char *name, MPSMatrix *matrix, size_t rows, size_t columns) {
  if (matrix.rows < rows || matrix.columns < columns)
    Misuse(std::string("the ") + name + " matrix is smaller than the product needs");
}

} // namespace

@implementation MPSMatrixMultiplication {
  Update _update;
}

- (instancetype)initWithDevice:(id<MTLDevice>)device
                 transposeLeft:(BOOL)transposeLeft
                transposeRight:(BOOL)transposeRight
                    resultRows:(NSUInteger)resultRows
                 resultColumns:(NSUInteger)resultColumns
               interiorColumns:(NSUInteger)interiorColumns
                         alpha:(double)alpha
                          beta:(double)beta {
  if ((self = [super initWithDevice:device]))
    _update = {.product = {resultRows, resultColumns, interiorColumns, transposeLeft, transposeRight},
               .alpha = alpha,
               .beta = beta};
  return self;
}

- (void)encodeToCommandBuffer:(id<MTLCommandBuffer>)commandBuffer
                   leftMatrix:(MPSMatrix *)leftMatrix
                  rightMatrix:(MPSMatrix *)rightMatrix
                 resultMatrix:(MPSMatrix *)resultMatrix {
  const auto [m, n, k, transpose_a, transpose_b] = _update.product;
  CheckSize("left", leftMatrix, transpose_a ? k : m, transpose_a ? m : k);
  CheckSize("right", rightMatrix, transpose_b ? n : k, transpose_b ? k : n);
  CheckSize("result", resultMatrix, m, n);
  EnqueueHostWork(RootCommandBuffer(commandBuffer),
                  [=, update = _update] { Run(update, leftMatrix, rightMatrix, resultMatrix); });
}
@end
