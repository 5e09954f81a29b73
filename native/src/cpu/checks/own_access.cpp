// What the checker makes of accesses to a thread's own variables, and to memory that is nobody's.
#include "checker.h"

namespace tilescope {

void Checker::OwnFault(const MslLane &lane, const FindingPlace &place, uint64_t bytes, uint32_t what,
                       const void *caller) {
  const auto kind = what & MSL_ACCESS_UNSET        ? FindingKind::kUninitialised
                    : what & MSL_ACCESS_MISALIGNED ? FindingKind::kMisaligned
                                                   : FindingKind::kOutOfBounds;
  FindingSide side = SideOf(lane, caller);
  side.write = what & MSL_ACCESS_WRITE;
  const char *message = what & MSL_ACCESS_BEYOND ? kBeyondArray : "";
  Add({.kind = kind, .place = place, .bytes = bytes, .access = side, .message = message});
}

void Checker::OwnAccess(const MslLane &lane, const void *address, uint64_t bytes, uint32_t what,
                        const void *caller) {
  if (what & MSL_ACCESS_BEYOND)
    return OwnFault(lane, own_.PlaceOf(address), bytes, what, caller);
  if (what & MSL_ACCESS_BITS)
    return;
  if (what & MSL_ACCESS_WRITE)
    own_.Set(address, bytes);
  else if (const auto place = own_.Unset(address, bytes))
    OwnFault(lane, *place, bytes, MSL_ACCESS_UNSET, caller);
}

void Checker::Foreign(const MslLane &lane, uint64_t bytes, uint32_t what, const void *caller) {
  FindingSide side = SideOf(lane, caller);
  side.write = what & MSL_ACCESS_WRITE;
  Add({.kind = FindingKind::kOutOfBounds, .bytes = bytes, .access = side});
}

uint32_t Checker::Own(const MslLane &lane, uint32_t event, const void *address, uint64_t bytes,
                      uint64_t detail, const void *caller) {
  const auto fault = [&](const std::optional<FindingPlace> &place) {
    if (place)
      OwnFault(lane, *place, bytes, MSL_ACCESS_UNSET, caller);
  };
  switch (event) {
  case MSL_OWN_BEGIN:
    own_.Begin(address, bytes, static_cast<uint32_t>(detail));
    break;
  case MSL_OWN_END:
    own_.End(address);
    break;
  case MSL_OWN_SET:
    own_.Set(address, bytes);
    break;
  case MSL_OWN_READ_BITS:
    fault(own_.Unset(address, bytes, detail));
    break;
  case MSL_OWN_WRITE_BITS:
    own_.Set(address, bytes, detail);
    break;
  case MSL_OWN_COPY: {
    const auto *from = reinterpret_cast<const void *>(detail);
    if (memory_.Find(address) && !own_.Unset(from, bytes))
      fault(own_.PartlyUnset(from, bytes));
    own_.Copy(address, from, bytes);
    break;
  }
  case MSL_OWN_TAKE:
    own_.Take(address, reinterpret_cast<const uint8_t *>(detail), bytes);
    return memory_.Find(address) != nullptr;
  default:
    break;
  }
  return 0;
}

} // namespace tilescope
