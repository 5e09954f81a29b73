#include "metal_buffer.h"

#include "command_buffer_error.h"
#include "encode_and_end.h"
#include "pool.h"
#include "submission.h"

#include <algorithm>
#include <functional>

namespace tilescope {
namespace {

// Large transfers to private memory are made in steps of this size, so that the staging buffer stays small.
constexpr size_t kStagingBytes = size_t{64} << 20;
// The alignment of ranges that a blit copies and fills.
constexpr size_t kBlitAlignment = 4;

size_t RoundUp(size_t value) { return (value + kBlitAlignment - 1) / kBlitAlignment * kBlitAlignment; }

// A part of a transfer: `count` bytes, `done` bytes from its start. A blit copies the aligned range of
// `bytes` at `offset`, in which they start after `skip` bytes.
struct Step {
  size_t done, count, offset, skip, bytes;

  bool CoversAll() const { return skip == 0 && count == bytes; }
};

template <class Visit> void ForEachStep(size_t offset, size_t size, const Visit &visit) {
  for (size_t done = 0; done < size;) {
    const size_t skip = (offset + done) % kBlitAlignment;
    const size_t count = std::min(size - done, kStagingBytes - skip);
    visit(Step{done, count, offset + done - skip, skip, RoundUp(skip + count)});
    done += count;
  }
}

id<MTLBuffer> NewMemory(id<MTLDevice> device, size_t bytes, MTLResourceOptions options) {
  id<MTLBuffer> memory = nil;
  if (bytes <= device.maxBufferLength)
    memory = [device newBufferWithLength:bytes options:options];
  if (!memory)
    throw Error("OUT_OF_MEMORY", "Cannot allocate a buffer of " + std::to_string(bytes) +
                                     " bytes; this GPU's limit is " + std::to_string(device.maxBufferLength));
  return memory;
}

void Blit(id<MTLCommandQueue> queue, const std::function<void(id<MTLBlitCommandEncoder>)> &encode) {
  id<MTLCommandBuffer> commands = NewCommandBuffer(queue);
  id<MTLBlitCommandEncoder> encoder = [commands blitCommandEncoder];
  EncodeAndEnd(encoder, [&] {
    encoder.label = @"transfer";
    encode(encoder);
  });
  CommitAndWait(commands);
}

void Copy(id<MTLCommandQueue> queue, id<MTLBuffer> from, size_t from_offset, id<MTLBuffer> to,
          size_t to_offset, size_t bytes) {
  Blit(queue, [&](id<MTLBlitCommandEncoder> encoder) {
    [encoder copyFromBuffer:from sourceOffset:from_offset toBuffer:to destinationOffset:to_offset size:bytes];
  });
}

} // namespace

MetalBuffer::MetalBuffer(id<MTLCommandQueue> queue, std::shared_ptr<Residency> residency, size_t size_bytes,
                         Storage storage)
    : queue_(queue), residency_(std::move(residency)), size_bytes_(size_bytes) {
  InPool([&] {
    const bool is_private = storage == Storage::kPrivate;
    memory_ = NewMemory(queue.device, RoundUp(size_bytes),
                        is_private ? MTLResourceStorageModePrivate : MTLResourceStorageModeShared);
    // Metal does not guarantee that new memory is zeroed.
    if (is_private) {
      Blit(queue, [&](id<MTLBlitCommandEncoder> encoder) {
        [encoder fillBuffer:memory_ range:NSRange{0, memory_.length} value:0];
      });
    } else {
      data_ = static_cast<std::byte *>(memory_.contents);
      std::memset(data_, 0, memory_.length);
    }
    residency_->Add(memory_);
  });
}

MetalBuffer::~MetalBuffer() {
  TryInPool([this] {
    residency_->Remove(memory_);
    memory_ = nil;
  });
}

void MetalBuffer::Write(size_t offset, std::span<const std::byte> from) {
  if (Data())
    return DeviceBuffer::Write(offset, from);
  InPool([&] {
    id<MTLBuffer> staging = NewStaging(from.size());
    ForEachStep(offset, from.size(), [&](const Step &step) {
      if (!step.CoversAll()) // keeps the adjacent bytes
        Copy(queue_, memory_, step.offset, staging, 0, step.bytes);
      std::memcpy(static_cast<std::byte *>(staging.contents) + step.skip, from.data() + step.done,
                  step.count);
      Copy(queue_, staging, 0, memory_, step.offset, step.bytes);
    });
  });
}

void MetalBuffer::Read(size_t offset, std::span<std::byte> to) {
  if (Data())
    return DeviceBuffer::Read(offset, to);
  InPool([&] {
    id<MTLBuffer> staging = NewStaging(to.size());
    ForEachStep(offset, to.size(), [&](const Step &step) {
      Copy(queue_, memory_, step.offset, staging, 0, step.bytes);
      std::memcpy(to.data() + step.done, static_cast<const std::byte *>(staging.contents) + step.skip,
                  step.count);
    });
  });
}

id<MTLBuffer> MetalBuffer::NewStaging(size_t bytes) const {
  // Both ends of a transfer may be unaligned.
  const size_t most = std::min(RoundUp(bytes) + kBlitAlignment, kStagingBytes);
  return NewMemory(queue_.device, most, MTLResourceStorageModeShared);
}

id<MTLBuffer> MemoryOf(const DeviceBuffer &buffer) {
  const auto *metal = dynamic_cast<const MetalBuffer *>(&buffer);
  if (!metal)
    throw Error("BAD_ARGUMENT", "The buffer belongs to another device");
  return metal->Memory();
}

} // namespace tilescope
