#pragma once
#include "backend.h"
#include "residency.h"

#import <Metal/Metal.h>

namespace tilescope {

// GPU memory, either shared with the CPU or private to the GPU and accessed through a shared staging buffer.
class MetalBuffer : public DeviceBuffer {
public:
  // Zeroed. Throws OUT_OF_MEMORY.
  MetalBuffer(id<MTLCommandQueue> queue, std::shared_ptr<Residency> residency, size_t size_bytes,
              Storage storage);
  ~MetalBuffer() override;
  MetalBuffer(const MetalBuffer &) = delete;
  MetalBuffer &operator=(const MetalBuffer &) = delete;

  size_t SizeBytes() const override { return size_bytes_; }
  std::byte *Data() override { return data_; }
  void Write(size_t offset, std::span<const std::byte> from) override;
  void Read(size_t offset, std::span<std::byte> to) override;

  id<MTLBuffer> Memory() const { return memory_; }

private:
  id<MTLBuffer> NewStaging(size_t bytes) const;

  const id<MTLCommandQueue> queue_;
  const std::shared_ptr<Residency> residency_;
  const size_t size_bytes_;
  id<MTLBuffer> memory_;
  std::byte *data_ = nullptr; // private memory has no contents pointer
};

// The memory of a GPU's buffer. Throws BAD_ARGUMENT for any other buffer.
id<MTLBuffer> MemoryOf(const DeviceBuffer &buffer);

} // namespace tilescope
