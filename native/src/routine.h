#pragma once
#include "backend.h"

#include <variant>

namespace tilescope {

// Doubles are for cblas-dgemm only, the last two for mpsgraph-elementwise.
enum class ElementType { kFloat32, kFloat16, kFloat64, kBFloat16, kInt8 };

// C[m,n] = op(A) * op(B) + bias for each member of a batch, row-major and dense. Only MPSGraph takes more
// than one member, a bias of n elements, which may be null, and A with the same row m times over.
struct ProductSpec {
  uint32_t m, n, k;
  ElementType type;
  bool transpose_a, transpose_b;
  uint32_t batch;
  bool shared_a, shared_b; // by all members
  bool same_rows_a;        // a row stride of 0
  std::shared_ptr<DeviceBuffer> a, b, c, bias;
};

// O = softmax(scale * Q * K^T) * V for each head; Q and O are [heads, rows, d], K and V [heads, columns, d].
// Causal: row i sees columns up to and including i + columns - rows.
struct AttentionSpec {
  uint32_t heads, rows, columns, d;
  float scale;
  bool causal;
  ElementType type;
  std::shared_ptr<DeviceBuffer> q, k, v, o;
};

// Y = (X - mean) / sqrt(variance + epsilon) * weight + bias; X and Y are [rows, groups, channels, positions].
// The mean and the variance are those of each group of a row or, if they are given, [groups, channels]. The
// weight and the bias are [groups, channels], and may be null. Or the softmax of rows.
struct NormalizationSpec {
  uint32_t rows, groups, channels, positions;
  float epsilon;
  bool softmax;
  ElementType type;
  std::shared_ptr<DeviceBuffer> x, y, weight, bias, mean, variance;
};

// Y = X, or the transpose of each of its members; X is [members, rows, columns], dense.
struct CopySpec {
  uint32_t members, rows, columns;
  bool transpose;
  ElementType type;
  std::shared_ptr<DeviceBuffer> x, y;
};

// Y = X in another data type, with its dimensions in the order of `permutation`; X is dense.
struct ElementwiseSpec {
  std::vector<uint32_t> extents, permutation;
  ElementType type, result_type;
  std::shared_ptr<DeviceBuffer> x, y;
};

// One dimension of a convolution, in elements.
struct ConvolutionAxis {
  uint32_t extent, window, positions, stride, dilation;
  uint32_t before, after; // zeros around the image
};

// What is computed: Y, or the gradient with respect to X or W for a given gradient of Y.
enum class Direction { kForward, kData, kWeights };

enum class Activation { kNone, kRelu, kGelu, kGeluTanh, kSilu };

// Y = activation(X * W + bias): images [batch, z, y, x, channels] with channels last, otherwise [batch,
// channels, z, y, x], and weights [filters, z, y, x, channels / groups] with channels last, otherwise
// [filters, channels / groups, z, y, x]. The bias of n filters may be null. Only MPSGraph takes images and
// weights that differ in where their channels are, activations, and gradients, whose buffers are those of
// what they are gradients of.
struct ConvolutionSpec {
  uint32_t batch, channels, filters, groups;
  bool channels_last, weight_channels_last;
  ConvolutionAxis axes[3]; // depth, height, width
  Direction direction;
  Activation activation;
  ElementType type;
  std::shared_ptr<DeviceBuffer> x, w, y, bias;
};

struct RoutineSpec {
  std::string name;            // see RoutineName in native/types/routine.ts
  uint32_t optimization_level; // of MPSGraph
  std::variant<ProductSpec, AttentionSpec, ConvolutionSpec, NormalizationSpec, CopySpec, ElementwiseSpec>
      problem;
};

// A library routine bound to its buffers.
class Routine {
public:
  virtual ~Routine() = default;
  // Untimed work before the first duplicate and after the last: converting data to the library's layout and
  // back.
  virtual void Prepare() {}
  virtual void Finish() {}
  // What people should know about how it runs ("Runs on copies of A with padded rows"); empty if nothing.
  virtual std::string Note() const { return {}; }
};

// A routine that runs on the CPU, in memory that the CPU can access.
class HostRoutine : public Routine {
public:
  // Untimed, after Prepare() and on the thread that calls Run(): limits the library to `threads` threads, as
  // far as possible, and wakes them. Called for every routine of an execution before the first Run() of any.
  virtual void Start(uint32_t threads) = 0;
  // Solves the problem once.
  virtual void Run() = 0;
};

} // namespace tilescope
