#include "metal_buffer.h"

#include "command_buffer_error.h"
#include "pool.h"
#include "submission.h"

#include <algorithm>

namespace tilescope {
namespace {

// Large transfers to private memory go in steps of this, so that they take no
// second buffer of their size.
constexpr size_t kStagingBytes = size_t{64} << 20;

// Blits begin and end at multiples of this.
constexpr size_t kBlitBytes = 4;

size_t BlitFloor(size_t bytes) { return bytes / kBlitBytes * kBlitBytes; }
size_t BlitCeiling(size_t bytes) { return BlitFloor(bytes + kBlitBytes - 1); }

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
    memory_ = NewMemory(queue.device, BlitCeiling(size_bytes),
                        is_private ? MTLResourceStorageModePrivate : MTLResourceStorageModeShared);
    // Nothing promises that new memory is zero.
    if (is_private)
      Blit(queue, [&](id<MTLBlitCommandEncoder> encoder) {
        [encoder fillBuffer:memory_ range:NSRange{0, memory_.length} value:0];
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
    ForEachStep(offset, from.size(), [&](const Step &step) {
      // What lies in the same 4 bytes as an edge of the range stays as it is.
      if (step.range.length != step.bytes)
        Copy(memory_, step.range.location, step.staging, 0, step.range.length);
      std::memcpy(step.Staged(), from.data() + step.done, step.bytes);
      Copy(step.staging, 0, memory_, step.range.location, step.range.length);
    });
  });
}

void MetalBuffer::Read(size_t offset, std::span<std::byte> to) {
  if (Data())
    return DeviceBuffer::Read(offset, to);
  InPool([&] {
    ForEachStep(offset, to.size(), [&](const Step &step) {
      Copy(memory_, step.range.location, step.staging, 0, step.range.length);
      std::memcpy(to.data() + step.done, step.Staged(), step.bytes);
    });
  });
}

void MetalBuffer::Copy(id<MTLBuffer> from, size_t from_offset, id<MTLBuffer> to, size_t to_offset,
                       size_t bytes) const {
  Blit(queue_, [&](id<MTLBlitCommandEncoder> encoder) {
    [encoder copyFromBuffer:from sourceOffset:from_offset toBuffer:to destinationOffset:to_offset size:bytes];
  });
}

void MetalBuffer::ForEachStep(size_t offset, size_t bytes,
                              const std::function<void(const Step &)> &run) const {
  const size_t first = offset % kBlitBytes;
  id<MTLBuffer> staging = NewMemory(queue_.device, BlitCeiling(std::min(first + bytes, kStagingBytes)),
                                    MTLResourceStorageModeShared);
  for (size_t done = 0; done < bytes;) {
    const size_t begin = offset + done, at = begin % kBlitBytes;
    const size_t part = std::min<size_t>(bytes - done, staging.length - at);
    run({staging, NSRange{begin - at, BlitCeiling(at + part)}, at, done, part});
    done += part;
  }
}

id<MTLBuffer> MemoryOf(const DeviceBuffer &buffer) {
  const auto *metal = dynamic_cast<const MetalBuffer *>(&buffer);
  if (!metal)
    throw Error("BAD_ARGUMENT", "a buffer belongs to another device");
  return metal->Memory();
}

} // namespace tilescope
