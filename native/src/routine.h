#pragma once
#include "backend.h"

#include <variant>

namespace tilescope {

enum class ElementType { kFloat32, kFloat16 };

// C[m,n] = op(A) * op(B), row-major and dense.
struct ProductSpec {
  uint32_t m, n, k;
  ElementType type;
  bool transpose_a, transpose_b;
  std::shared_ptr<DeviceBuffer> a, b, c;
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

struct RoutineSpec {
  std::string name; // see RoutineName in native/types/routine.ts
  std::variant<ProductSpec, AttentionSpec> problem;
};

// A library routine bound to its buffers.
class Routine {
public:
  virtual ~Routine() = default;
  // Untimed work before the first duplicate and after the last: converting data to the library's layout and
  // back.
  virtual void Prepare() {}
  virtual void Finish() {}
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
