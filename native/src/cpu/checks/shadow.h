#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>

namespace tilescope {

// Who last touched a piece of memory, and when: how many barriers had ordered that memory before.
struct AccessRecord {
  const void *caller;
  uint32_t group_serial; // numbers threadgroups over all dispatches from 1; 0: nobody
  uint32_t epoch;        // barriers of the threadgroup
  uint32_t lane_epoch;   // barriers of the SIMD-group
  uint16_t thread;
  bool atomic;
};

// Two readers are enough to find whoever writes without waiting for all of them, when they are chosen to be
// as far apart as can be: in different threadgroups, else in different SIMD-groups, else different lanes.
struct ShadowCell {
  AccessRecord writer;
  AccessRecord readers[2];
};

// What is known of each word of a region; of each byte in pages where some access was narrower than a word.
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
