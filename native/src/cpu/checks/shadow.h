#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>

namespace tilescope {

// The last access to a piece of memory; its time is the number of barriers that had ordered that memory
// before.
struct AccessRecord {
  const void *caller;
  uint32_t group_serial; // numbers threadgroups across dispatches from 1; 0 for no access
  uint32_t epoch;        // barriers of the threadgroup
  uint32_t lane_epoch;   // barriers of the SIMD-group
  uint32_t barriers;     // that the threadgroup or a SIMD-group of it has passed, whatever they order
  uint16_t thread;
  bool atomic;
};

// Two readers suffice to find a write that does not wait for all readers, if they are kept as far apart as
// possible: in different threadgroups, else in different SIMD-groups, else in different lanes.
struct ShadowCell {
  AccessRecord writer;
  AccessRecord readers[2];
};

// Shadow cells for each word of a region, or for each byte in pages with accesses narrower than a word.
class Shadow {
public:
  // Calls `visit` with the cells of the bytes [offset, offset + bytes) until it returns true.
  template <class Visit> void VisitCells(uint64_t offset, uint64_t bytes, const Visit &visit) {
    const bool words = offset % kWordBytes == 0 && bytes % kWordBytes == 0;
    for (const uint64_t end = offset + bytes; offset < end;) {
      Page &page = PageAt(offset / kPageBytes, words);
      const uint64_t cell_bytes = page.cell_bytes;
      if (visit(page.cells[offset % kPageBytes / cell_bytes]))
        return;
      offset += cell_bytes;
    }
  }

private:
  static constexpr uint64_t kWordBytes = 4;
  static constexpr uint64_t kPageBytes = 4096;

  struct Page {
    uint64_t cell_bytes;
    std::unique_ptr<ShadowCell[]> cells;
  };

  Page &PageAt(uint64_t number, bool words);

  std::unordered_map<uint64_t, Page> pages_;
  uint64_t last_number_ = ~uint64_t{0};
  Page *last_ = nullptr;
};

} // namespace tilescope
