#pragma once
#include "backend.h"
#include "residency.h"

#import <Metal/Metal.h>

#include <functional>

namespace tilescope {

// Memory of a GPU: shared with the processor, or its own, which is filled and
// read through a second, shared buffer.
class MetalBuffer : public DeviceBuffer {
public:
  // Zeroed. Throws OUT_OF_MEMORY.
  MetalBuffer(id<MTLCommandQueue> queue, std::shared_ptr<Residency> residency, size_t size_bytes,
              Storage storage);
  ~MetalBuffer() override;
  MetalBuffer(const MetalBuffer &) = delete;
  MetalBuffer &operator=(const MetalBuffer &) = delete;

  size_t SizeBytes() const override { return size_bytes_; }
  std::byte *Data() override;
  void Write(size_t offset, std::span<const std::byte> from) override;
  void Read(size_t offset, std::span<std::byte> to) override;

  id<MTLBuffer> Memory() const { return memory_; }

private:
  // A part of a transfer: `bytes` of it, after `done`, lie in the middle of a
  // range that blits can copy, `at` bytes behind its start.
  struct Step {
    id<MTLBuffer> staging;
    NSRange range; // of the buffer; from the start of `staging`
    size_t at, done, bytes;

    std::byte *Staged() const { return static_cast<std::byte *>(staging.contents) + at; }
  };
  void ForEachStep(size_t offset, size_t bytes, const std::function<void(const Step &)> &run) const;
  void Copy(id<MTLBuffer> from, size_t from_offset, id<MTLBuffer> to, size_t to_offset, size_t bytes) const;

  const id<MTLCommandQueue> queue_;
  const std::shared_ptr<Residency> residency_;
  const size_t size_bytes_;
  id<MTLBuffer> memory_;
};

// The memory of a buffer that a GPU made. Throws BAD_ARGUMENT for another's.
id<MTLBuffer> MemoryOf(const DeviceBuffer &buffer);

} // namespace tilescope
