#pragma once
#import <Metal/Metal.h>

#include <filesystem>

namespace tilescope {

// The file that one pipeline's compiled code is kept in between runs. Nothing
// that goes wrong with it is an error: then the pipeline is compiled.
class PipelineArchive {
public:
  explicit PipelineArchive(std::filesystem::path file) : file_(std::move(file)) {}

  // Nil where there is none. One that the driver cannot read is removed.
  id<MTLBinaryArchive> Open(id<MTLDevice> device) const;

  // Other processes see all of the file or nothing.
  void Store(id<MTLDevice> device, MTLComputePipelineDescriptor *descriptor) const;

private:
  std::filesystem::path file_;
};

} // namespace tilescope
