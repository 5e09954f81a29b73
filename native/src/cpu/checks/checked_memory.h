#pragma once
#include "backend.h"
#include "msl/abi.h"
#include "shadow.h"

#include <vector>

namespace tilescope {

// Memory that a kernel was given, with the record of its use.
struct CheckedRegion {
  std::byte *start = nullptr;
  uint64_t size_bytes = 0; // 0 if unused
  bool threadgroup = false;
  uint32_t number = 0; // of the buffer, or of the place in threadgroup memory
  Shadow shadow;
};

// Surrounds every buffer and every variable in threadgroup memory with so much address space that an index
// that is off by any 32-bit amount neither hits another one nor faults. Only touched pages use memory.
class CheckedMemory {
public:
  // Threadgroup memory is divided into places: first for the variables, by number, then for the arguments.
  static constexpr uint32_t kPlaces = MSL_MAX_VARIABLES + MSL_MAX_BUFFERS;
  static constexpr uint64_t kPlaceBytes = uint64_t{32} << 20;

  // Throws OUT_OF_MEMORY.
  explicit CheckedMemory(const std::vector<std::shared_ptr<DeviceBuffer>> &buffers);
  ~CheckedMemory();
  CheckedMemory(const CheckedMemory &) = delete;
  CheckedMemory &operator=(const CheckedMemory &) = delete;

  CheckedRegion &Buffer(uint32_t number) { return buffers_[number]; }
  std::byte *ThreadgroupMemory() const { return places_[0].start; }
  // Sets the size of a place in threadgroup memory. Returns its offset from ThreadgroupMemory().
  uint32_t Place(uint32_t place, uint64_t size_bytes) {
    places_[place].size_bytes = size_bytes;
    return static_cast<uint32_t>(place * kPlaceBytes);
  }

  // The region that an address belongs to, in bounds or not; null for any other address.
  CheckedRegion *Find(const void *address);

private:
  std::byte *memory_;
  uint64_t mapping_bytes_;
  std::vector<CheckedRegion> buffers_;
  std::vector<CheckedRegion> places_;
};

} // namespace tilescope
