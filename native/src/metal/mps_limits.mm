#include "mps_limits.h"

#include "error.h"

#import <Foundation/Foundation.h>

#include <algorithm>
#include <string>

namespace tilescope {
namespace {

[[noreturn]] void Refuse(const std::string &reason) { throw Error("UNSUPPORTED", reason); }

// MPSGraph ends the process ("product of dimension sizes > 2**31", later
// 2**32) when a tensor is larger: pytorch/pytorch#84039, #134177.
void CheckTensor(const char *name, uint64_t rows, uint64_t columns, uint64_t matrices = 1) {
  uint64_t limit = uint64_t{1} << 31;
  if (@available(macOS 14.0, *))
    limit = uint64_t{1} << 32;
  const uint64_t elements = rows * columns * matrices;
  if (elements >= limit)
    Refuse("MPSGraph takes tensors of fewer than " + std::to_string(limit) + " elements; " + name + " has " +
           std::to_string(elements));
}

} // namespace

// A signed 32-bit offset in bytes runs over in the kernels that write C, and a
// band of its rows is NaN: JuliaGPU/Metal.jl#381.
void CheckMpsProduct(const ProductSpec &spec, size_t bytes_per_row_of_c) {
  constexpr uint64_t kLimit = uint64_t{1} << 31;
  const uint64_t reach = (uint64_t{spec.m} + 2 * uint64_t{spec.k}) * bytes_per_row_of_c;
  if (reach >= kLimit)
    Refuse("MPSMatrixMultiplication writes wrong rows when (m + 2k) times the bytes of a row of C reach " +
           std::to_string(kLimit) + "; here they are " + std::to_string(reach));
}

void CheckGraphProduct(const ProductSpec &spec) {
  CheckTensor("A", spec.m, spec.k);
  CheckTensor("B", spec.k, spec.n);
  CheckTensor("C", spec.m, spec.n);
  // Until macOS 14.4 products with longer dimensions came out wrong:
  // pytorch/pytorch#116769, #117549.
  if (@available(macOS 14.4, *))
    return;
  constexpr uint32_t kLongest = 32768;
  const uint32_t longest = std::max({spec.m, spec.n, spec.k});
  if (longest > kLongest)
    Refuse("MPSGraph before macOS 14.4 multiplies dimensions up to " + std::to_string(kLongest) +
           " correctly; one is " + std::to_string(longest));
}

void CheckGraphAttention(const AttentionSpec &spec) {
  CheckTensor("Q", spec.rows, spec.d, spec.heads);
  CheckTensor("K", spec.columns, spec.d, spec.heads);
  CheckTensor("the matrix of scores", spec.rows, spec.columns, spec.heads);
  // The mask is added to the scores; of a row that sees nothing, something
  // would come out all the same.
  if (spec.causal && spec.rows > spec.columns)
    Refuse("causal attention of MPSGraph takes as many columns as rows or more; here there are " +
           std::to_string(spec.rows) + " rows and " + std::to_string(spec.columns) + " columns");
}

} // namespace tilescope
