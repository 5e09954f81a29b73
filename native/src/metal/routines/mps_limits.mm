#include "mps_limits.h"

#include "error.h"

#import <Foundation/Foundation.h>

#include <numeric>
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

void CheckGraphProduct(const ProductSpec &spec) {
  CheckTensor("A", spec.m, spec.k, spec.shared_a ? 1 : spec.batch);
  CheckTensor("B", spec.k, spec.n, spec.shared_b ? 1 : spec.batch);
  CheckTensor("C", spec.m, spec.n, spec.batch);
}

void CheckGraphConvolution(const ConvolutionSpec &spec) {
  const auto volume = [&](uint32_t ConvolutionAxis::*of) {
    return uint64_t{spec.axes[0].*of} * spec.axes[1].*of * spec.axes[2].*of;
  };
  CheckTensor("X", spec.channels, volume(&ConvolutionAxis::extent), spec.batch);
  CheckTensor("W", spec.channels / spec.groups, volume(&ConvolutionAxis::window), spec.filters);
  CheckTensor("Y", spec.filters, volume(&ConvolutionAxis::positions), spec.batch);
}

void CheckGraphElementwise(const ElementwiseSpec &spec) {
  CheckTensor("X",
              std::accumulate(spec.extents.begin(), spec.extents.end(), uint64_t{1}, std::multiplies<>()), 1);
}

void CheckGraphNormalization(const NormalizationSpec &spec) {
  CheckTensor("X", uint64_t{spec.rows} * spec.groups, uint64_t{spec.channels} * spec.positions);
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
