#pragma once
#import <Metal/Metal.h>

#include <memory>

namespace tilescope {

// Keeps buffers resident on the GPU, also between executions, so that no execution pays for mapping memory.
class Residency {
public:
  virtual ~Residency() = default;
  virtual void Add(id<MTLBuffer> buffer) = 0;
  virtual void Remove(id<MTLBuffer> buffer) = 0;

  // For work on `queue`. Does nothing before macOS 15 and on GPUs without residency sets, where each command
  // buffer makes its bound resources resident.
  static std::shared_ptr<Residency> Make(id<MTLCommandQueue> queue);
};

} // namespace tilescope
