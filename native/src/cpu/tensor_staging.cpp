// What operations on tensors need of the runtime.
#include "error.h"
#include "worker.h"

#include <string>

namespace tilescope {
namespace {

std::string SimdgroupsText(uint64_t count) {
  return std::to_string(count) + (count == 1 ? " SIMD-group" : " SIMD-groups");
}

} // namespace

// Grows only between operations: all lanes of a scope ask for as much.
void *Worker::Staging(uint32_t place, uint64_t bytes) {
  if (place >= staging_.size())
    staging_.resize(place + 1);
  Stage &stage = staging_[place];
  if (stage.bytes < bytes)
    stage = {std::make_unique<std::byte[]>(bytes), bytes};
  return stage.memory.get();
}

void *StagingMemory(MslThreadgroup *group, msl_u32 place, msl_u64 bytes) {
  return static_cast<Worker *>(group)->Staging(place, bytes);
}

void WrongScope(MslLane *lane, msl_site site, msl_u64 simdgroups) {
  const uint32_t line = MSL_SITE_LINE(site), column = MSL_SITE_COLUMN(site);
  std::string message = "the tensor operation at line " + std::to_string(line) + " is for ";
  if (lane->simdgroup->lanes < MSL_SIMD_WIDTH)
    message += "whole SIMD-groups, and one of the threadgroup has " + std::to_string(lane->simdgroup->lanes) +
               (lane->simdgroup->lanes == 1 ? " thread" : " threads");
  else
    message += SimdgroupsText(simdgroups) + ", and the threadgroup has " +
               SimdgroupsText(lane->threadgroup->simdgroup_count);
  static_cast<Worker *>(lane->threadgroup)
      ->Abandon({"WRONG_SCOPE", message, {{"", "error", line, column, message}}});
}

} // namespace tilescope
