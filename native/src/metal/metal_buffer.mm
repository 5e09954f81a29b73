#include "metal_buffer.h"

#include "command_buffer_error.h"
#include "pool.h"
#include "submission.h"

#include <algorithm>
#include <functional>

namespace tilescope {
namespace {

// Large transfers to private memory go in steps of this, so that they take no
// second buffer of their size.
constexpr size_t kStagingBytes = size_t{64} << 20;

id<MTLBuffer> NewMemory(id<MTLDevice> device, size_t bytes, MTLResourceOptions options) {
  id<MTLBuffer> memory = nil;
  if (bytes <= device.maxBufferLength)
    memory = [device newBufferWithLength:bytes options:options];
  if (!memory)
    throw Error("OUT_OF_MEMORY", "no memory for a buffer of " + std::to_string(bytes) +
                                     " bytes; the largest that this GPU takes has " +
                                     std::to_string(device.maxBufferLength));
  return memory;
}

void Blit(id<MTLCommandQueue> queue, const std::function<void(id<MTLBlitCommandEncoder>)> &encode) {
  id<MTLCommandBuffer> commands = NewCommandBuffer(queue);
  id<MTLBlitCommandEncoder> encoder = [commands blitCommandEncoder];
  encoder.label = @"transfer";
  encode(encoder);
  [encoder endEncoding];
  CommitAndWait(commands);
}

} // namespace

MetalBuffer::MetalBuffer(id<MTLCommandQueue> queue, std::shared_ptr<Residency> residency, size_t size_bytes,
                         Storage storage)
    : queue_(queue), residency_(std::move(residency)), size_bytes_(size_bytes) {
  InPool([&] {
    const bool is_private = storage == Storage::kPrivate;
    memory_ = NewMemory(queue.device, size_bytes,
                        is_private ? MTLResourceStorageModePrivate : MTLResourceStorageModeShared);
    // Nothing promises that new memory is zero.
    if (is_private)
      Blit(queue, [&](id<MTLBlitCommandEncoder> encoder) {
        [encoder fillBuffer:memory_ range:NSRange{0, size_bytes_} value:0];
      });
    else
      std::memset(memory_.contents, 0, size_bytes);
    residency_->Add(memory_);
  });
}

MetalBuffer::~MetalBuffer() {
  @autoreleasepool {
    residency_->Remove(memory_);
    memory_ = nil;
  }
}

std::byte *MetalBuffer::Data() {
  // Only memory that the processor sees has contents.
  const bool shared = memory_.storageMode == MTLStorageModeShared;
  return shared ? static_cast<std::byte *>(memory_.contents) : nullptr;
}

void MetalBuffer::Write(size_t offset, std::span<const std::byte> from) {
  if (Data())
    return DeviceBuffer::Write(offset, from);
  InPool([&] {
    id<MTLBuffer> staging =
        NewMemory(queue_.device, std::min(from.size(), kStagingBytes), MTLResourceStorageModeShared);
    for (size_t done = 0; done < from.size(); done += staging.length) {
      const size_t bytes = std::min<size_t>(from.size() - done, staging.length);
      std::memcpy(staging.contents, from.data() + done, bytes);
      Blit(queue_, [&](id<MTLBlitCommandEncoder> encoder) {
        [encoder copyFromBuffer:staging
                   sourceOffset:0
                       toBuffer:memory_
              destinationOffset:offset + done
                           size:bytes];
      });
    }
  });
}

void MetalBuffer::Read(size_t offset, std::span<std::byte> to) {
  if (Data())
    return DeviceBuffer::Read(offset, to);
  InPool([&] {
    id<MTLBuffer> staging =
        NewMemory(queue_.device, std::min(to.size(), kStagingBytes), MTLResourceStorageModeShared);
    for (size_t done = 0; done < to.size(); done += staging.length) {
      const size_t bytes = std::min<size_t>(to.size() - done, staging.length);
      Blit(queue_, [&](id<MTLBlitCommandEncoder> encoder) {
        [encoder copyFromBuffer:memory_
                   sourceOffset:offset + done
                       toBuffer:staging
              destinationOffset:0
                           size:bytes];
      });
      std::memcpy(to.data() + done, staging.contents, bytes);
    }
  });
}

id<MTLBuffer> MemoryOf(const DeviceBuffer &buffer) {
  const auto *metal = dynamic_cast<const MetalBuffer *>(&buffer);
  if (!metal)
    throw Error("BAD_ARGUMENT", "a buffer belongs to another device");
  return metal->Memory();
}

} // namespace tilescope
