#include "mps_limits.h"

#include "error.h"

#import <Foundation/Foundation.h>

#include <algorithm>
#include <string>

namespace tilescope {
namespace {

[[noreturn]] void Refuse(const std::string &reason) { throw Error("UNSUPPORTED", reason); }

// MPSGraph ends the process if a tensor is larger ("product of dimension sizes > 2**31", later 2**32):
// pytorch/pytorch#84039, #134177.
void CheckTensor(const char *name, uint64_t rows, uint64_t columns, uint64_t matrices = 1) {
  uint64_t limit = uint64_t{1} << 31;
  if (@available(macOS 14.0, *))
    limit = uint64_t{1} << 32;
  const uint64_t elements = rows * columns * matrices;
  if (elements >= limit)
    Refuse("MPSGraph supports tensors of fewer than " + std::to_string(limit) + " elements; " + name +
           " has " + std::to_string(elements));
}

} // namespace

// A signed 32-bit byte offset overflows in the kernels that write C, which leaves NaN in a band of rows:
// JuliaGPU/Metal.jl#381.
void CheckMpsProduct(const ProductSpec &spec, size_t bytes_per_row_of_c) {
  constexpr uint64_t kLimit = uint64_t{1} << 31;
  const uint64_t reach = (uint64_t{spec.m} + 2 * uint64_t{spec.k}) * bytes_per_row_of_c;
  if (reach >= kLimit)
    Refuse(
        "MPSMatrixMultiplication returns wrong rows if (m + 2k) times the row size of C in bytes reaches " +
        std::to_string(kLimit) + " (requested: " + std::to_string(reach) + ")");
}

void CheckGraphProduct(const ProductSpec &spec) {
  CheckTensor("A", spec.m, spec.k);
  CheckTensor("B", spec.k, spec.n);
  CheckTensor("C", spec.m, spec.n);
  // Before macOS 14.4 products with longer dimensions were wrong: pytorch/pytorch#116769, #117549.
  if (@available(macOS 14.4, *))
    return;
  constexpr uint32_t kLongest = 32768;
  const uint32_t longest = std::max({spec.m, spec.n, spec.k});
  if (longest > kLongest)
    Refuse("MPSGraph before macOS 14.4 is correct only for dimensions up to " + std::to_string(kLongest) +
           " (requested: " + std::to_string(longest) + ")");
}

void CheckGraphAttention(const AttentionSpec &spec) {
  CheckTensor("Q", spec.rows, spec.d, spec.heads);
  CheckTensor("K", spec.columns, spec.d, spec.heads);
  CheckTensor("the score matrix", spec.rows, spec.columns, spec.heads);
  // The mask is added to the scores, so a row that sees no column would still produce a result.
  if (spec.causal && spec.rows > spec.columns)
    Refuse("MPSGraph's causal attention requires at least as many columns as rows (requested: " +
           std::to_string(spec.rows) + " rows, " + std::to_string(spec.columns) + " columns)");
}

} // namespace tilescope
