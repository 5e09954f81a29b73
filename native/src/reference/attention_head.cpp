#include "attention_head.h"

#include "blas/block_team.h"
#include "panels.h"

#include <algorithm>
#include <optional>

namespace tilescope {
namespace {

// Queries that a thread takes at a time, and keys: enough that each panel is read often from a cache.
constexpr size_t kQueriesPerBlock = 16, kKeysPerBlock = 128;
// Weights of the queries of a thread: 1 MiB, unless those of one block are more.
constexpr size_t kWeightsPerThread = 128 * 1024;

// A matrix that is multiplied by the transpose of another, and the squares of both.
struct Factors {
  const double *rows;
  std::vector<double> row_squares;
  Panels columns;
  std::optional<Panels> column_squares;

  Factors(const double *left, const double *right, size_t queries, size_t keys, size_t depth, bool squares)
      : rows(left), columns({right, 1, depth}, depth, keys) {
    if (!squares)
      return;
    row_squares.resize(queries * depth);
    std::transform(left, left + queries * depth, row_squares.begin(), [](double x) { return x * x; });
    column_squares = columns.Squared();
  }
};

// A product that is wanted, with its right operand or the part of it that belongs to some queries.
struct Wanted {
  const HeadProduct &product;
  const size_t padded_width;
  std::optional<Panels> right, right_squares;
  Doubles sums, square_sums; // over queries only, with the padded width

  explicit Wanted(const HeadProduct &of) : product(of), padded_width(RoundUp(of.width, kPanelWidth)) {}

  void SetRight(size_t first, size_t depth) {
    const auto panels = [&](const double *data) {
      return Panels({data + first * product.width, product.width, 1}, depth, product.width);
    };
    right = panels(product.right);
    if (product.right_squares)
      right_squares = panels(product.right_squares);
  }
};

class HeadSolver {
public:
  HeadSolver(const AttentionHead &head, uint32_t threads)
      : head_(head), team_(threads, [] {}), stride_(RoundUp(head.keys, kPanelWidth) + kPanelWidth),
        squares_(head.slope_rows ||
                 std::any_of(head.products.begin(), head.products.end(),
                             [](const HeadProduct &product) { return product.right_squares; })),
        scores_(head.query_rows, head.key_rows, head.queries, head.keys, head.depth, squares_),
        results_(threads) {
    const size_t least = kQueriesPerBlock * threads;
    const size_t fitting = kWeightsPerThread * threads / head.keys / least * least;
    part_ = std::min(std::max(least, fitting), RoundUp(head.queries, kQueriesPerBlock));
    if (head.slope_rows)
      slopes_.emplace(head.slope_rows, head.slope_columns, head.queries, head.keys, head.slope_depth,
                      squares_);
    const std::pair<Doubles *, bool> kept[] = {{&weights_, true},
                                               {&weight_squares_, squares_},
                                               {&slope_weights_, slopes_.has_value()},
                                               {&slope_squares_, slopes_ && squares_}};
    for (const auto &[array, needed] : kept)
      if (needed)
        *array = Doubles(part_ * stride_);
    for (const HeadProduct &product : head.products)
      AddWanted(product);
  }

  void Solve(const CancelFlag &cancelled) {
    for (first_ = 0; first_ < head_.queries; first_ += part_) {
      if (cancelled.load(std::memory_order_relaxed))
        throw Error("CANCELLED", "The reference was cancelled");
      queries_ = std::min(part_, head_.queries - first_);
      SolvePart();
    }
    for (const Wanted &wanted : wanted_)
      if (wanted.product.over_queries) {
        CopyOut(wanted, wanted.sums.Data(), head_.keys, wanted.product.sums);
        CopyOut(wanted, wanted.square_sums.Data(), head_.keys, wanted.product.square_sums);
      }
  }

private:
  void AddWanted(const HeadProduct &product) {
    Wanted &wanted = wanted_.emplace_back(product);
    if (product.over_queries) {
      wanted.sums = Doubles(head_.keys * wanted.padded_width);
      wanted.square_sums = Doubles(product.right_squares ? head_.keys * wanted.padded_width : 0);
      return;
    }
    wanted.SetRight(0, head_.keys);
    for (Doubles &result : results_)
      if (width_ < wanted.padded_width)
        result = Doubles(kQueriesPerBlock * wanted.padded_width);
    width_ = std::max(width_, wanted.padded_width);
  }

  // The weights of some queries, and what they are part of.
  void SolvePart() {
    const uint32_t *first = head_.mask.first + first_, *end = head_.mask.end + first_;
    const size_t first_key = *std::min_element(first, first + queries_);
    const size_t end_key = std::max<size_t>(first_key, *std::max_element(end, end + queries_));
    panels_ = {first_key / kPanelWidth, RoundUp(end_key, kPanelWidth) / kPanelWidth};
    keys_ = {panels_.first * kPanelWidth, std::min(panels_.end * kPanelWidth, head_.keys)};
    team_.Run(Blocks(queries_, kQueriesPerBlock), [&](uint32_t block, uint32_t thread) {
      SolveQueries(block * kQueriesPerBlock, results_[thread].Data());
    });
    for (Wanted &wanted : wanted_)
      if (wanted.product.over_queries) {
        wanted.SetRight(first_, queries_);
        team_.Run(Blocks(keys_.end - keys_.first, kKeysPerBlock),
                  [&](uint32_t block, uint32_t) { AddToKeys(wanted, keys_.first + block * kKeysPerBlock); });
      }
  }

  static uint32_t Blocks(size_t count, size_t size) {
    return static_cast<uint32_t>((count + size - 1) / size);
  }

  // Queries of the part from `first` on.
  void SolveQueries(size_t first, double *result) {
    const size_t count = std::min(kQueriesPerBlock, queries_ - first);
    Multiply(scores_, false, first, count, weights_);
    if (squares_)
      Multiply(scores_, true, first, count, weight_squares_);
    if (slopes_)
      Multiply(*slopes_, false, first, count, slope_weights_);
    if (slopes_ && squares_)
      Multiply(*slopes_, true, first, count, slope_squares_);
    for (size_t query = first; query < first + count; query++) {
      const WeightRow row = Row(query);
      AddMask(row, head_.mask, first_ + query, head_.keys);
      Weigh(row, head_.slope_scale);
    }
    for (const Wanted &wanted : wanted_) {
      const HeadProduct &product = wanted.product;
      if (product.over_queries)
        continue;
      AddRows(wanted, *wanted.right, Values(product), first, count, result, product.sums);
      if (product.right_squares)
        AddRows(wanted, *wanted.right_squares, Squares(product), first, count, result, product.square_sums);
    }
  }

  void Multiply(const Factors &factors, bool squares, size_t first, size_t count, const Doubles &to) const {
    const Panels &columns = squares ? *factors.column_squares : factors.columns;
    const double *rows = squares ? factors.row_squares.data() : factors.rows;
    const size_t depth = columns.Depth();
    double *result = to.Data() + first * stride_;
    for (size_t row = 0; row < count; row++)
      std::fill(result + row * stride_ + keys_.first, result + row * stride_ + panels_.end * kPanelWidth,
                0.0);
    AddProduct(count, {rows + (first_ + first) * depth, depth, 1}, columns, panels_, {0, depth}, result,
               stride_);
  }

  WeightRow Row(size_t query) const {
    const auto row = [&](const Doubles &array) {
      return array.Data() ? array.Data() + query * stride_ + keys_.first : nullptr;
    };
    return {row(weights_),       row(weight_squares_), row(slope_weights_),
            row(slope_squares_), keys_.first,          panels_.end * kPanelWidth - keys_.first};
  }

  const double *Values(const HeadProduct &product) const {
    return (product.of_slopes ? slope_weights_ : weights_).Data();
  }
  const double *Squares(const HeadProduct &product) const {
    return (product.of_slopes ? slope_squares_ : weight_squares_).Data();
  }

  // Rows of a product over keys.
  void AddRows(const Wanted &wanted, const Panels &right, const double *weights, size_t first, size_t count,
               double *result, double *sums) const {
    std::fill_n(result, count * wanted.padded_width, 0.0);
    AddProduct(count, {weights + first * stride_ + keys_.first, stride_, 1}, right,
               {0, wanted.padded_width / kPanelWidth}, keys_, result, wanted.padded_width);
    CopyOut(wanted, result, count, sums + (first_ + first) * wanted.product.width);
  }

  // Adds the part to a product over queries, for keys from `key` on.
  void AddToKeys(const Wanted &wanted, size_t key) const {
    const size_t count = std::min(kKeysPerBlock, keys_.end - key);
    const auto add = [&](const double *weights, const Panels &right, const Doubles &sums) {
      AddProduct(count, {weights + key, 1, stride_}, right, {0, wanted.padded_width / kPanelWidth},
                 {0, queries_}, sums.Data() + key * wanted.padded_width, wanted.padded_width);
    };
    add(Values(wanted.product), *wanted.right, wanted.sums);
    if (wanted.product.right_squares)
      add(Squares(wanted.product), *wanted.right_squares, wanted.square_sums);
  }

  // Without the columns that were added; nothing to nowhere.
  static void CopyOut(const Wanted &wanted, const double *from, size_t rows, double *to) {
    const size_t width = wanted.product.width;
    for (size_t row = 0; to && row < rows; row++)
      std::copy_n(from + row * wanted.padded_width, width, to + row * width);
  }

  const AttentionHead &head_;
  BlockTeam team_;
  const size_t stride_; // of a row of weights
  const bool squares_;  // whether squares are needed: for sums of them, or for dS
  Factors scores_;
  std::optional<Factors> slopes_;
  std::vector<Wanted> wanted_;
  std::vector<Doubles> results_; // of a block, for each thread
  size_t width_ = 0;             // of the widest of them
  size_t part_;                  // most queries at a time
  Doubles weights_, weight_squares_, slope_weights_, slope_squares_;

  // The current part: its queries, and the keys that any of them sees.
  size_t first_ = 0, queries_ = 0;
  Range panels_{}, keys_{};
};

} // namespace

void SolveHead(const AttentionHead &head, uint32_t threads, const CancelFlag &cancelled) {
  HeadSolver(head, threads).Solve(cancelled);
}

} // namespace tilescope
