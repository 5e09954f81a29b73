#include "pipeline_archive.h"

#include "metal/pool.h"
#include "metal/text.h"

#include <atomic>
#include <unistd.h>

namespace tilescope {
namespace {

NSURL *ToUrl(const std::filesystem::path &file) { return [NSURL fileURLWithPath:ToNs(file.string())]; }

// A virtual GPU may have none, and Metal then ends the process that asks for one ("Target device architecture
// is nil"). No public property tells, but all GPUs of Metal 3 have them.
bool HasArchives(id<MTLDevice> device) { return [device supportsFamily:MTLGPUFamilyMetal3]; }

// Beside the final file, and unique to this thread and process.
std::filesystem::path TemporaryFor(const std::filesystem::path &file) {
  static std::atomic<uint32_t> count{0};
  return file.string() + "." + std::to_string(getpid()) + "." + std::to_string(count++);
}

} // namespace

id<MTLBinaryArchive> PipelineArchive::Open(id<MTLDevice> device) const {
  std::error_code ignored;
  if (!HasArchives(device) || !std::filesystem::exists(file_, ignored))
    return nil;
  id<MTLBinaryArchive> archive = nil;
  TryInPool([&] {
    MTLBinaryArchiveDescriptor *descriptor = [[MTLBinaryArchiveDescriptor alloc] init];
    descriptor.url = ToUrl(file_);
    archive = [device newBinaryArchiveWithDescriptor:descriptor error:nil];
  });
  if (!archive)
    std::filesystem::remove(file_, ignored);
  return archive;
}

void PipelineArchive::Store(id<MTLDevice> device, MTLComputePipelineDescriptor *descriptor) const {
  if (!HasArchives(device))
    return;
  MTLBinaryArchiveDescriptor *empty = [[MTLBinaryArchiveDescriptor alloc] init];
  id<MTLBinaryArchive> archive = [device newBinaryArchiveWithDescriptor:empty error:nil];
  if (![archive addComputePipelineFunctionsWithDescriptor:descriptor error:nil])
    return;
  std::error_code failed;
  std::filesystem::create_directories(file_.parent_path(), failed);
  const std::filesystem::path temporary = TemporaryFor(file_);
  if ([archive serializeToURL:ToUrl(temporary) error:nil])
    std::filesystem::rename(temporary, file_, failed);
  std::filesystem::remove(temporary, failed); // if it is still there
}

void PendingArchives::Add(const PipelineArchive &archive, MTLComputePipelineDescriptor *descriptor) {
  const std::lock_guard lock(mutex_);
  pending_.push_back({archive, descriptor});
}

void PendingArchives::Store(id<MTLDevice> device, std::mutex &turn) {
  std::vector<Pending> due;
  {
    const std::lock_guard lock(mutex_);
    due.swap(pending_);
  }
  for (const auto &[archive, descriptor] : due) {
    const std::lock_guard lock(turn);
    TryInPool([&] { archive.Store(device, descriptor); });
  }
}

} // namespace tilescope
