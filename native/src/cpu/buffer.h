#pragma once
#include "backend.h"

namespace tilescope {

// Zeroed memory followed by an inaccessible page, so that a kernel that overruns the buffer faults instead of
// reading its neighbour.
class CpuBuffer : public DeviceBuffer {
public:
  // Where the contents lie in their pages. At the end, an overrun faults immediately (except for padding to
  // 16 bytes); at the start, they are page-aligned.
  enum class Placement { kStart, kEnd };

  // Throws OUT_OF_MEMORY.
  explicit CpuBuffer(size_t size_bytes, Placement placement = Placement::kStart);
  ~CpuBuffer() override;
  CpuBuffer(const CpuBuffer &) = delete;
  CpuBuffer &operator=(const CpuBuffer &) = delete;

  std::byte *Data() override { return data_; }
  size_t SizeBytes() const override { return size_bytes_; }

  // Whether `address` is just past the contents or in the inaccessible page.
  bool GuardContains(const void *address) const;

private:
  std::byte *mapping_;
  size_t mapping_bytes_;
  std::byte *data_;
  size_t size_bytes_;
};

size_t PageBytes();

} // namespace tilescope
