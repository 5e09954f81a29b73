#pragma once
#include "finding.h"

#include <map>
#include <optional>
#include <vector>

namespace tilescope {

// Variables of threads whose addresses were stored or passed on, so that only an address tells which one is
// accessed, with the bits of them that are set.
class OwnMemory {
public:
  static constexpr uint64_t kAllBits = ~uint64_t{0};

  // A variable begins to exist, and is not set. `object` is its index in the list of native/msl/watch.
  void Begin(const void *start, uint64_t bytes, uint32_t object);
  void End(const void *start) { variables_.erase(static_cast<const std::byte *>(start)); }
  void Clear() { variables_.clear(); }

  // `mask` says which bits of a bit-field's bytes are set; others take all bits of as many bytes as there
  // are.
  void Set(const void *address, uint64_t bytes, uint64_t mask = kAllBits);
  // Where `from` is in a variable, its state becomes that of what was copied to `to`, unless nothing of it is
  // set: that is a fault, and is not found again.
  void Copy(const void *to, const void *from, uint64_t bytes);
  // `set` is the state of what was copied, a byte for each.
  void Take(const void *to, const uint8_t *set, uint64_t bytes);

  // The place of an address in a variable; none for any other.
  FindingPlace PlaceOf(const void *address);
  // The place of an access that finds none of these bits set.
  std::optional<FindingPlace> Unset(const void *address, uint64_t bytes, uint64_t mask = kAllBits);
  // The place of an access that finds some bytes unset.
  std::optional<FindingPlace> PartlyUnset(const void *address, uint64_t bytes);

private:
  struct Variable {
    uint32_t object;
    std::vector<uint8_t> set; // bits, by byte
  };
  // The bytes of a variable that an access touches.
  struct Touched {
    uint8_t *set;
    uint64_t bytes;
    FindingPlace place;
  };

  std::optional<Touched> Find(const void *address, uint64_t bytes);

  std::map<const std::byte *, Variable> variables_; // by start
};

} // namespace tilescope
