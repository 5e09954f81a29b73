#include "head_weights.h"

#include "exponential.h"
#include "wide.h"

#include <algorithm>
#include <limits>

namespace tilescope {
namespace {

constexpr double kHidden = -std::numeric_limits<double>::infinity();
// Sums and maxima are kept in this many parts, so that compilers vectorise them without reordering a sum.
constexpr size_t kParts = 8;

double Sum(const double (&parts)[kParts]) {
  double sum = 0;
  for (const double part : parts)
    sum += part;
  return sum;
}

} // namespace

void AddMask(const WeightRow &row, const HeadMask &mask, size_t query, size_t keys) {
  const size_t end_key = row.first_key + row.count;
  const size_t first = std::clamp<size_t>(mask.first[query], row.first_key, end_key);
  const size_t end = std::clamp<size_t>(mask.end[query], first, std::min(end_key, keys));
  double *scores = row.scores - row.first_key; // by key
  std::fill(scores + row.first_key, scores + first, kHidden);
  std::fill(scores + end, scores + end_key, kHidden);
  if (!mask.entries)
    return;
  const float *entries = mask.entries + mask.entry_rows[query] * keys;
  for (size_t key = first; key < end; key++) {
    const double entry = entries[key];
    if (entry == (mask.boolean ? 0 : kHidden))
      scores[key] = kHidden;
    else if (!mask.boolean)
      scores[key] += entry;
    if (row.slopes && !mask.boolean && entry != kHidden)
      row.score_squares[key - row.first_key] += entry * entry;
  }
}

TILESCOPE_WIDE static double Largest(const double *numbers, size_t count) {
  double largest[kParts];
  std::fill_n(largest, kParts, kHidden);
  for (size_t i = 0; i < count; i += kParts)
    for (size_t part = 0; part < kParts; part++)
      largest[part] = std::max(largest[part], numbers[i + part]);
  return *std::max_element(largest, largest + kParts);
}

// Makes numbers add up to 1.
TILESCOPE_WIDE static void Normalise(double *numbers, size_t count) {
  double totals[kParts] = {};
  for (size_t i = 0; i < count; i += kParts)
    for (size_t part = 0; part < kParts; part++)
      totals[part] += numbers[i + part];
  const double factor = 1 / Sum(totals);
  for (size_t i = 0; i < count; i++)
    numbers[i] *= factor;
}

TILESCOPE_WIDE static void WeighSquares(const WeightRow &row) {
  for (size_t i = 0; i < row.count; i++)
    row.score_squares[i] = std::max(1.0, row.score_squares[i]);
  for (size_t i = 0; i < row.count; i++)
    row.score_squares[i] *= row.scores[i] * row.scores[i];
}

TILESCOPE_WIDE static void WeighSlopes(const WeightRow &row, double scale) {
  double *__restrict weights = row.scores, *__restrict weight_squares = row.score_squares;
  double *__restrict slopes = row.slopes, *__restrict slope_squares = row.slope_squares;
  double log_squares[kParts] = {}, sums[kParts] = {};
  for (size_t i = 0; i < row.count; i += kParts)
    for (size_t part = 0; part < kParts; part++) {
      log_squares[part] += weights[i + part] * weight_squares[i + part];
      sums[part] += weights[i + part] * slopes[i + part];
    }
  const double certain = 1 + Sum(log_squares), sum = Sum(sums);
  double square_sums[kParts] = {};
  for (size_t i = 0; i < row.count; i += kParts)
    for (size_t part = 0; part < kParts; part++) {
      const double square = weights[i + part] * weights[i + part] * (certain + weight_squares[i + part]);
      weight_squares[i + part] = square;
      square_sums[part] += square * slope_squares[i + part];
    }
  const double square_sum = Sum(square_sums), scale_square = scale * scale;
  for (size_t i = 0; i < row.count; i++) {
    const double difference = slopes[i] - sum;
    const double difference_square = slope_squares[i] + square_sum;
    slope_squares[i] = scale_square * (weights[i] * weights[i] * difference_square +
                                       weight_squares[i] * difference * difference);
    slopes[i] = weights[i] * difference * scale;
  }
}

void Weigh(const WeightRow &row, double scale) {
  const double largest = Largest(row.scores, row.count);
  if (largest == kHidden) {
    for (double *numbers : {row.scores, row.score_squares, row.slopes, row.slope_squares})
      if (numbers)
        std::fill_n(numbers, row.count, 0.0);
    return;
  }
  ExponentiateBelow(largest, row.scores, row.count);
  Normalise(row.scores, row.count);
  if (row.slopes)
    WeighSlopes(row, scale);
  else if (row.score_squares)
    WeighSquares(row);
}

} // namespace tilescope
