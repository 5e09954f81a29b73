#pragma once
#include "backend.h"

#import <Metal/Metal.h>

namespace tilescope {

// Passes `first` to `end` - 1 of an execution, counted over all duplicates; see Execution::PassCount().
struct PassRange {
  uint64_t first, end;
};

// Encodes a range of an execution of passes, each dispatch with its own bindings. The encoder must be serial,
// so that each dispatch sees the results of the previous one. Throws CANCELLED.
void EncodeDirect(id<MTLComputeCommandEncoder> encoder, const Execution &execution, PassRange range);

// The same through an indirect command buffer, from which the GPU reads its commands: one for all works of
// the rotation, executed range by range.
class IndirectPasses {
public:
  // Throws OUT_OF_MEMORY, UNSUPPORTED.
  IndirectPasses(id<MTLDevice> device, const Execution &execution);

  // Throws CANCELLED.
  void Encode(id<MTLComputeCommandEncoder> encoder, const Execution &execution, PassRange range) const;

private:
  void Fill(const Execution &execution);
  void Set(id<MTLIndirectComputeCommand> command, const Dispatch &dispatch, size_t &word);

  id<MTLIndirectCommandBuffer> commands_;
  id<MTLBuffer> words_; // instead of setBytes
  NSMutableArray<id<MTLResource>> *resources_;
  std::vector<NSRange> ranges_; // of each work of the rotation
};

} // namespace tilescope
