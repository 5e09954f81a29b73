#pragma once
#include "block_team.h"
#include "routine.h"

namespace tilescope {

// A convolution as products of patches of the images with the weights (im2col), for blocks of positions whose
// patches fit in a cache. The blocks are divided among our own threads, each of which calls the library
// single-threaded.
class CblasConvolution : public HostRoutine {
public:
  explicit CblasConvolution(ConvolutionSpec spec);

  void Start(uint32_t threads) override;
  void Run() override;
  void Finish() override;

private:
  // Positions [first, last) of an image, or of all images with channels last.
  struct Block {
    uint32_t image, group, first, last;
  };

  void SolveChannelsLast(const Block &block, float *patches) const;
  void SolveChannelsFirst(const Block &block, float *patches) const;
  // What the window sees of the group's channels: [position, element of the window, channel].
  void GatherRows(const Block &block, float *patches) const;
  // [channel, element of the window, position].
  void GatherColumns(const Block &block, float *patches) const;

  const ConvolutionSpec spec_;
  const uint32_t channels_, filters_; // of a group
  const uint32_t window_;             // elements in all dimensions
  const uint32_t positions_;          // that blocks are taken from
  const bool plain_;                  // patches are pixels, so that none are gathered
  uint32_t per_block_ = 1;
  std::vector<std::vector<float>> patches_; // one block for each thread
  std::unique_ptr<BlockTeam> team_;
};

} // namespace tilescope
