#pragma once
#import <Metal/Metal.h>

#include <memory>

namespace tilescope {

// Keeps buffers where the GPU finds them, also between executions, so that none
// pays for mapping its memory first.
class Residency {
public:
  virtual ~Residency() = default;
  virtual void Add(id<MTLBuffer> buffer) = 0;
  virtual void Remove(id<MTLBuffer> buffer) = 0;

  // For the work of `queue`. Before macOS 15 it does nothing: a command buffer
  // then makes resident what is bound in it.
  static std::shared_ptr<Residency> Make(id<MTLCommandQueue> queue);
};

} // namespace tilescope
