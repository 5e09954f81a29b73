#pragma once
#include "backend.h"

namespace tilescope {

// Zeroed memory between inaccessible pages, so that a kernel that overruns or underruns the buffer faults
// instead of reading its neighbour: immediately before contents at the start of their pages, and immediately
// behind those at the end (except for padding to 16 bytes).
class CpuBuffer : public DeviceBuffer {
public:
  // Throws OUT_OF_MEMORY.
  explicit CpuBuffer(size_t size_bytes, Placement placement = Placement::kStart);
  ~CpuBuffer() override;
  CpuBuffer(const CpuBuffer &) = delete;
  CpuBuffer &operator=(const CpuBuffer &) = delete;

  std::byte *Data() override { return data_; }
  size_t SizeBytes() const override { return size_bytes_; }

  // Whether `address` is just outside of the contents or in an inaccessible page beside them.
  bool GuardContains(const void *address) const;

private:
  std::byte *mapping_;
  size_t mapping_bytes_;
  std::byte *data_;
  size_t size_bytes_;
};

size_t PageBytes();

} // namespace tilescope
