#pragma once
#include "backend.h"

namespace tilescope {

// Page-aligned memory with an unreadable page behind it, so that a kernel that
// runs off the end faults instead of reading its neighbour. Zeroed at first.
class CpuBuffer : public DeviceBuffer {
public:
  // Where the contents lie in their pages. At the end an overrun faults at
  // once (but for alignment to 16 bytes); at the start they have the alignment
  // of a page.
  enum class Placement { kStart, kEnd };

  // Throws OUT_OF_MEMORY.
  explicit CpuBuffer(size_t size_bytes, Placement placement = Placement::kStart);
  ~CpuBuffer() override;
  CpuBuffer(const CpuBuffer &) = delete;
  CpuBuffer &operator=(const CpuBuffer &) = delete;

  std::byte *Data() override { return data_; }
  size_t SizeBytes() const override { return size_bytes_; }

  // Whether `address` is in the unreadable page or just behind the contents.
  bool GuardContains(const void *address) const;

private:
  std::byte *mapping_;
  size_t mapping_bytes_;
  std::byte *data_;
  size_t size_bytes_;
};

size_t PageBytes();

} // namespace tilescope
