#include "shadow.h"

namespace tilescope {

Shadow::Page &Shadow::PageAt(uint64_t number, bool words) {
  if (number != last_number_) {
    last_ = &pages_[number]; // references into the map stay valid
    last_number_ = number;
  }
  Page &page = *last_;
  if (!page.cells) {
    page.cell_bytes = words ? kWordBytes : 1;
    page.cells = std::make_unique<ShadowCell[]>(kPageBytes / page.cell_bytes);
  } else if (!words && page.cell_bytes > 1) {
    auto bytes = std::make_unique<ShadowCell[]>(kPageBytes);
    for (uint64_t i = 0; i < kPageBytes; i++)
      bytes[i] = page.cells[i / kWordBytes];
    page = {1, std::move(bytes)};
  }
  return page;
}

} // namespace tilescope
