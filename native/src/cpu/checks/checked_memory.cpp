#include "checked_memory.h"

#include "error.h"

#include <sys/mman.h>

namespace tilescope {
namespace {

// Twice the reach of a 32-bit index of floats, so that accesses before one buffer and past another can be
// told apart.
constexpr uint64_t kSlotBytes = uint64_t{32} << 30;

} // namespace

CheckedMemory::CheckedMemory(const std::vector<std::shared_ptr<DeviceBuffer>> &buffers)
    : mapping_bytes_((buffers.size() + 1) * kSlotBytes), buffers_(buffers.size()), places_(kPlaces) {
  void *memory = mmap(nullptr, mapping_bytes_, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    throw Error("OUT_OF_MEMORY", "Cannot reserve " + std::to_string(mapping_bytes_ >> 30) +
                                     " GiB of address space for checks (only touched pages use memory)");
  memory_ = static_cast<std::byte *>(memory);
  for (uint32_t i = 0; i < buffers.size(); i++) {
    buffers_[i].start = memory_ + i * kSlotBytes + kSlotBytes / 2;
    buffers_[i].size_bytes = buffers[i]->SizeBytes();
    buffers_[i].number = i;
  }
  for (uint32_t i = 0; i < kPlaces; i++) {
    places_[i].start = memory_ + buffers.size() * kSlotBytes + kSlotBytes / 2 + i * kPlaceBytes;
    places_[i].threadgroup = true;
    places_[i].number = i;
  }
}

CheckedMemory::~CheckedMemory() { munmap(memory_, mapping_bytes_); }

CheckedRegion *CheckedMemory::Find(const void *address) {
  const auto at = static_cast<uint64_t>(static_cast<const std::byte *>(address) - memory_);
  if (at >= mapping_bytes_) // also true for addresses before it
    return nullptr;
  const uint64_t slot = at / kSlotBytes;
  if (slot < buffers_.size())
    return &buffers_[slot];
  // Half a place before a variable still belongs to it.
  const auto offset = static_cast<int64_t>(at - slot * kSlotBytes - kSlotBytes / 2 + kPlaceBytes / 2);
  const int64_t place = offset < 0 ? 0 : offset / static_cast<int64_t>(kPlaceBytes);
  return &places_[place < kPlaces ? place : 0];
}

} // namespace tilescope
