#pragma once
#include "block_team.h"
#include "routine.h"

namespace tilescope {

// Attention as a product, a softmax and a product, for blocks of rows whose scores fit in a cache. The blocks
// are divided among our own threads, each of which calls the library single-threaded.
class CblasAttention : public HostRoutine {
public:
  explicit CblasAttention(AttentionSpec spec);

  void Start(uint32_t threads) override;
  void Run() override;
  void Finish() override;

private:
  // Rows [first, last) of a head.
  void Solve(uint32_t head, uint32_t first, uint32_t last, float *scores) const;
  // How many columns the row sees.
  uint32_t Visible(uint32_t row) const;

  const AttentionSpec spec_;
  const uint32_t rows_per_block_;
  std::vector<std::vector<float>> scores_; // one block for each thread
  std::unique_ptr<BlockTeam> team_;
};

} // namespace tilescope
