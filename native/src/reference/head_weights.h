#pragma once
#include <cstddef>
#include <cstdint>

namespace tilescope {

// Which keys the queries of a head see.
struct HeadMask {
  const uint32_t *first, *end; // for each query, keys [first, end), unless the entries hide some
  const float *entries;        // rows of as many entries as there are keys; null: none
  const uint32_t *entry_rows;  // for each query
  bool boolean;                // 0 hides a key; otherwise entries are added to scores, and -infinity hides
};

// A query and `count` keys, a multiple of 8, from `first_key` on. All four are replaced: scores, without the
// mask, by the weights P; slopes, dP, by dS; and the sums of their squared terms by the squares of the errors
// of P and dS in units of a rounding. Slopes, or all but scores, may be null.
struct WeightRow {
  double *scores, *score_squares, *slopes, *slope_squares;
  size_t first_key, count;
};

// Adds the mask of a query to a row, whose other keys are hidden.
void AddMask(const WeightRow &row, const HeadMask &mask, size_t query, size_t keys);

// P = softmax(S); zeros if the query sees no key. kernels/attention/reference/weights.ts
// derives the errors. dS = P * (dP - the sum of P * dP) * scale.
void Weigh(const WeightRow &row, double scale);

} // namespace tilescope
