#pragma once
#import <Metal/Metal.h>

#include <filesystem>
#include <mutex>
#include <vector>

namespace tilescope {

// The file that caches one pipeline's compiled code between runs. Problems with it are not errors: the
// pipeline is then compiled.
class PipelineArchive {
public:
  explicit PipelineArchive(std::filesystem::path file) : file_(std::move(file)) {}

  bool HasFile() const { return !file_.empty(); }

  // Nil if there is none. A file that the driver cannot read is removed.
  id<MTLBinaryArchive> Open(id<MTLDevice> device) const;

  // Compiles the pipeline again. Atomic: other processes see the whole file or none.
  void Store(id<MTLDevice> device, MTLComputePipelineDescriptor *descriptor) const;

private:
  std::filesystem::path file_;
};

// Pipelines that are in use and have yet to be stored, which takes about as long as making them did.
class PendingArchives {
public:
  void Add(const PipelineArchive &archive, MTLComputePipelineDescriptor *descriptor);

  // Stores what has been added so far, each with `turn` locked.
  void Store(id<MTLDevice> device, std::mutex &turn);

private:
  struct Pending {
    PipelineArchive archive;
    MTLComputePipelineDescriptor *descriptor;
  };

  std::mutex mutex_;
  std::vector<Pending> pending_;
};

} // namespace tilescope
