#include "own_memory.h"

#include <algorithm>

namespace tilescope {
namespace {

// The part of a mask that concerns byte `i`.
uint8_t PartOf(uint64_t mask, uint64_t i) {
  return mask == OwnMemory::kAllBits ? 0xff : static_cast<uint8_t>(mask >> 8 * i);
}

} // namespace

void OwnMemory::Begin(const void *start, uint64_t bytes, uint32_t object) {
  variables_[static_cast<const std::byte *>(start)] = {object, std::vector<uint8_t>(bytes)};
}

std::optional<OwnMemory::Touched> OwnMemory::Find(const void *address, uint64_t bytes) {
  const auto *at = static_cast<const std::byte *>(address);
  auto found = variables_.upper_bound(at);
  if (found == variables_.begin())
    return std::nullopt;
  auto &[start, variable] = *--found;
  const auto offset = static_cast<uint64_t>(at - start), size = uint64_t{variable.set.size()};
  if (offset >= size)
    return std::nullopt;
  return Touched{variable.set.data() + offset,
                 std::min(bytes, size - offset),
                 {FindingPlace::kOwn, variable.object, static_cast<int64_t>(offset), size}};
}

void OwnMemory::Set(const void *address, uint64_t bytes, uint64_t mask) {
  const auto touched = Find(address, bytes);
  for (uint64_t i = 0; touched && i < touched->bytes; i++)
    touched->set[i] |= PartOf(mask, i);
}

void OwnMemory::Copy(const void *to, const void *from, uint64_t bytes) {
  const auto source = Find(from, bytes);
  if (source && !Unset(from, bytes)) {
    const std::vector<uint8_t> set(source->set, source->set + source->bytes); // they may overlap
    Take(to, set.data(), set.size());
  }
}

void OwnMemory::Take(const void *to, const uint8_t *set, uint64_t bytes) {
  if (const auto target = Find(to, bytes))
    std::copy_n(set, target->bytes, target->set);
}

FindingPlace OwnMemory::PlaceOf(const void *address) {
  const auto touched = Find(address, 1);
  return touched ? touched->place : FindingPlace{};
}

std::optional<FindingPlace> OwnMemory::Unset(const void *address, uint64_t bytes, uint64_t mask) {
  const auto touched = Find(address, bytes);
  for (uint64_t i = 0; touched && i < touched->bytes; i++)
    if (touched->set[i] & PartOf(mask, i))
      return std::nullopt;
  return touched ? std::optional(touched->place) : std::nullopt;
}

std::optional<FindingPlace> OwnMemory::PartlyUnset(const void *address, uint64_t bytes) {
  const auto touched = Find(address, bytes);
  const bool found =
      touched && std::any_of(touched->set, touched->set + touched->bytes, [](uint8_t bits) { return !bits; });
  return found ? std::optional(touched->place) : std::nullopt;
}

} // namespace tilescope
