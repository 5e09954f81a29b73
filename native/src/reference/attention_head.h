#pragma once
#include "backend.h"
#include "head_weights.h"

#include <vector>

namespace tilescope {

// What is wanted of a head: P or dS times a matrix, or their transposes times one.
struct HeadProduct {
  bool of_slopes;              // dS instead of P
  bool over_queries;           // the transpose: sums over queries, for each key
  size_t width;                // columns of the matrix and of the sums
  const double *right;         // [keys, width], or [queries, width] of a sum over queries
  const double *right_squares; // null: no sums of squares either
  double *sums;                // [queries, width], or [keys, width]
  double *square_sums;
};

// A head of softmax attention in float64; dense and row-major.
struct AttentionHead {
  size_t queries, keys;
  size_t depth;
  const double *query_rows, *key_rows; // [queries, depth], times the scale, and [keys, depth]
  HeadMask mask;
  // For dP = dO * V^T; null unless there are products of slopes.
  size_t slope_depth;
  const double *slope_rows, *slope_columns; // [queries, slope_depth] and [keys, slope_depth]
  double slope_scale;
  std::vector<HeadProduct> products;
};

// Computes the products of a head, and the sums of squared errors beside them, on so many threads. The
// weights of some queries at a time are kept, at most 16 MiB for each thread. Throws CANCELLED.
void SolveHead(const AttentionHead &head, uint32_t threads, const CancelFlag &cancelled);

} // namespace tilescope
