#include "graph_attention.h"

#include "error.h"
#include "metal/metal_buffer.h"
#include "mps_limits.h"

#include <algorithm>
#include <limits>

namespace tilescope {
namespace {

// Added to the score of a column that a row does not see: the lowest finite number. -inf would become NaN if
// a library subtracted it from itself.
constexpr float kHidden32 = std::numeric_limits<float>::lowest();
constexpr uint16_t kHidden16 = 0xfbff; // -65504

template <class Element> void HideLaterColumns(Element *mask, const AttentionSpec &spec, Element hidden) {
  for (uint32_t row = 0; row < spec.rows; row++, mask += spec.columns)
    std::fill(mask + row + 1 + spec.columns - spec.rows, mask + spec.columns, hidden);
}

// The mask [rows, columns], shared by all heads.
id<MTLBuffer> MakeMask(id<MTLDevice> device, const AttentionSpec &spec) {
  const size_t bytes = size_t{spec.rows} * spec.columns * BytesOf(spec.type);
  id<MTLBuffer> buffer = [device newBufferWithLength:bytes options:MTLResourceStorageModeShared];
  if (!buffer)
    throw Error("OUT_OF_MEMORY", "Cannot allocate a mask of " + std::to_string(bytes) + " bytes");
  if (spec.type == ElementType::kFloat16)
    HideLaterColumns(static_cast<uint16_t *>(buffer.contents), spec, kHidden16);
  else
    HideLaterColumns(static_cast<float *>(buffer.contents), spec, kHidden32);
  return buffer;
}

struct Tensors {
  Tensors(GraphBuilder &builder, const AttentionSpec &spec)
      : q(builder.Feed(MemoryOf(*spec.q), {1, spec.heads, spec.rows, spec.d})),
        k(builder.Feed(MemoryOf(*spec.k), {1, spec.heads, spec.columns, spec.d})),
        v(builder.Feed(MemoryOf(*spec.v), {1, spec.heads, spec.columns, spec.d})),
        mask(spec.causal ? builder.Feed(MakeMask(builder.Device(), spec), {1, 1, spec.rows, spec.columns})
                         : nil) {}

  MPSGraphTensor *q, *k, *v, *mask; // nil without a mask
};

} // namespace

std::unique_ptr<GpuRoutine> MakeGraphAttention(GraphBuilder &&builder, const AttentionSpec &spec) {
  CheckGraphAttention(spec);
  const Tensors tensors(builder, spec);
  MPSGraphTensor *o = [builder.Graph() scaledDotProductAttentionWithQueryTensor:tensors.q
                                                                      keyTensor:tensors.k
                                                                    valueTensor:tensors.v
                                                                     maskTensor:tensors.mask
                                                                          scale:spec.scale
                                                                           name:nil];
  return builder.Compile(o, MemoryOf(*spec.o));
}

// S = softmax(scale * Q * K^T + mask); O = S * V.
std::unique_ptr<GpuRoutine> MakeOperationsAttention(GraphBuilder &&builder, const AttentionSpec &spec) {
  CheckGraphAttention(spec);
  const Tensors tensors(builder, spec);
  MPSGraph *graph = builder.Graph();
  MPSGraphTensor *kt = [graph transposeTensor:tensors.k dimension:2 withDimension:3 name:nil];
  MPSGraphTensor *scores = [graph matrixMultiplicationWithPrimaryTensor:tensors.q
                                                        secondaryTensor:kt
                                                                   name:nil];
  MPSGraphTensor *scale = [graph constantWithScalar:spec.scale dataType:builder.DataType()];
  scores = [graph multiplicationWithPrimaryTensor:scores secondaryTensor:scale name:nil];
  if (tensors.mask)
    scores = [graph additionWithPrimaryTensor:scores secondaryTensor:tensors.mask name:nil];
  MPSGraphTensor *weights = [graph softMaxWithTensor:scores axis:-1 name:nil];
  MPSGraphTensor *o = [graph matrixMultiplicationWithPrimaryTensor:weights
                                                   secondaryTensor:tensors.v
                                                              name:nil];
  return builder.Compile(o, MemoryOf(*spec.o));
}

} // namespace tilescope
