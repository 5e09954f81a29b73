#include "cblas_attention.h"

#include "blas.h"
#include "cblas.h"
#include "softmax.h"

#include <algorithm>

#if defined(TILESCOPE_BLAS)

namespace tilescope {
namespace {

// Half of a 512 KiB second-level cache, which cores have had since Zen and Apple M1. Never so few rows that
// the products become inefficient.
constexpr uint32_t kScoresPerBlock = 64 * 1024;
constexpr uint32_t kLeastRows = 16;

uint32_t RowsPerBlock(const AttentionSpec &spec) {
  return std::min(spec.rows, std::max(kLeastRows, kScoresPerBlock / spec.columns));
}

const float *Floats(DeviceBuffer &buffer) { return reinterpret_cast<const float *>(buffer.Data()); }

} // namespace

CblasAttention::CblasAttention(AttentionSpec spec)
    : spec_(std::move(spec)), rows_per_block_(RowsPerBlock(spec_)) {}

void CblasAttention::Start(uint32_t threads) {
  const auto hold = [] { HoldBlasThreads(1); };
  hold();
  scores_.assign(threads, std::vector<float>(size_t{rows_per_block_} * spec_.columns));
  team_ = std::make_unique<BlockTeam>(threads, hold);
  team_->Run(0, [](uint32_t, uint32_t) {}); // returns when every thread is awake
}

void CblasAttention::Run() {
  const uint32_t blocks = (spec_.rows - 1) / rows_per_block_ + 1;
  team_->Run(spec_.heads * blocks, [&](uint32_t block, uint32_t thread) {
    // With a causal mask the last rows see the most columns, so they come first.
    const uint32_t first = (blocks - 1 - block % blocks) * rows_per_block_;
    Solve(block / blocks, first, std::min(first + rows_per_block_, spec_.rows), scores_[thread].data());
  });
}

void CblasAttention::Finish() { team_.reset(); }

uint32_t CblasAttention::Visible(uint32_t row) const {
  if (!spec_.causal)
    return spec_.columns;
  const int64_t visible = int64_t{row} + spec_.columns - spec_.rows + 1;
  return static_cast<uint32_t>(std::max<int64_t>(visible, 0));
}

// S = scale * Q * K^T; S = exp(S - row maximum); O = S * V / row sum. Columns that no row of the block sees
// are not computed; those that only later rows see are computed and set to 0.
void CblasAttention::Solve(uint32_t head, uint32_t first, uint32_t last, float *scores) const {
  const int rows = static_cast<int>(last - first);
  const int columns = static_cast<int>(Visible(last - 1));
  const int d = static_cast<int>(spec_.d);
  const float *q = Floats(*spec_.q) + (size_t{head} * spec_.rows + first) * spec_.d;
  const float *k = Floats(*spec_.k) + size_t{head} * spec_.columns * spec_.d;
  const float *v = Floats(*spec_.v) + size_t{head} * spec_.columns * spec_.d;
  float *o = reinterpret_cast<float *>(spec_.o->Data()) + (size_t{head} * spec_.rows + first) * spec_.d;
  if (columns == 0) {
    std::fill_n(o, size_t(rows) * spec_.d, 0.0f);
    return;
  }

  std::vector<float> sums(rows);
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, rows, columns, d, spec_.scale, q, d, k, d, 0.0f,
              scores, columns);
  for (int row = 0; row < rows; row++) {
    float *of_row = scores + size_t(row) * columns;
    const uint32_t visible = Visible(first + row);
    sums[row] = ExponentiateScores(of_row, visible);
    std::fill(of_row + visible, of_row + columns, 0.0f);
  }
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, d, columns, 1.0f, scores, columns, v, d, 0.0f,
              o, d);
  for (int row = 0; row < rows; row++) {
    const float factor = sums[row] > 0 ? 1 / sums[row] : 0;
    for (int i = 0; i < d; i++)
      o[size_t(row) * d + i] *= factor;
  }
}

} // namespace tilescope

#endif
