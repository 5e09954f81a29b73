#pragma once
#import <Metal/Metal.h>

#include <filesystem>

namespace tilescope {

// The file that caches one pipeline's compiled code between runs. Problems with it are not errors: the
// pipeline is then compiled.
class PipelineArchive {
public:
  explicit PipelineArchive(std::filesystem::path file) : file_(std::move(file)) {}

  // Nil if there is none. A file that the driver cannot read is removed.
  id<MTLBinaryArchive> Open(id<MTLDevice> device) const;

  // Atomic: other processes see the whole file or none.
  void Store(id<MTLDevice> device, MTLComputePipelineDescriptor *descriptor) const;

private:
  std::filesystem::path file_;
};

} // namespace tilescope
