#include "buffer.h"

#include "error.h"

#include <sys/mman.h>
#include <unistd.h>

namespace tilescope {
namespace {

constexpr size_t kHugePageBytes = size_t{2} << 20;
constexpr size_t kEndAlignment = 16; // the largest of any MSL type

size_t RoundUp(size_t value, size_t multiple) { return (value + multiple - 1) / multiple * multiple; }

} // namespace

size_t PageBytes() {
  static const size_t bytes = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return bytes;
}

CpuBuffer::CpuBuffer(size_t size_bytes, Placement placement) : size_bytes_(size_bytes) {
  const size_t contents = RoundUp(size_bytes, PageBytes());
  // Large buffers are aligned to the huge page size, so that the operating system can use huge pages: fewer
  // TLB misses and steadier timings.
  const size_t alignment = contents >= kHugePageBytes ? kHugePageBytes : PageBytes();
  mapping_bytes_ = PageBytes() + contents + alignment + PageBytes();
  void *mapping = mmap(nullptr, mapping_bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED)
    throw Error("OUT_OF_MEMORY", "Cannot allocate a buffer of " + std::to_string(size_bytes) + " bytes");
  mapping_ = static_cast<std::byte *>(mapping);
  const auto address = reinterpret_cast<uintptr_t>(mapping_);
  const size_t before = RoundUp(address + PageBytes(), alignment) - address;
  std::byte *start = mapping_ + before;
  data_ = placement == Placement::kStart ? start : start + contents - RoundUp(size_bytes, kEndAlignment);
  mprotect(mapping_, before, PROT_NONE);
  mprotect(start + contents, PageBytes(), PROT_NONE);
#ifdef __linux__
  if (alignment == kHugePageBytes)
    madvise(start, contents, MADV_HUGEPAGE);
#endif
}

CpuBuffer::~CpuBuffer() { munmap(mapping_, mapping_bytes_); }

bool CpuBuffer::GuardContains(const void *address) const {
  const auto at = static_cast<const std::byte *>(address);
  const std::byte *end = data_ + size_bytes_;
  return at >= data_ - PageBytes() && at < end + 2 * PageBytes() && (at < data_ || at >= end);
}

} // namespace tilescope
