#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <unordered_map>

namespace tilescope {

// What a lane can vouch for when it does an atomic operation: all that its threadgroup did before its last
// barriers, and all that it did itself.
struct AtomicRelease {
  static constexpr uint32_t kSeveralThreads = ~0u;

  uint32_t epoch;  // of device memory
  uint32_t thread; // or kSeveralThreads

  bool Covers(uint32_t in_epoch, uint32_t by_thread) const {
    return in_epoch < epoch || (in_epoch == epoch && (thread == by_thread || thread == kSeveralThreads));
  }
};

// Order between threadgroups: operations on the same atomic order what was done before the first of them and
// what is done after the second. Metal asks for a fence beside them, which is not looked for here: an atomic
// between two accesses is taken as a sign that somebody thought about their order.
class AtomicOrder {
public:
  void Clear();

  // `group` operates on the atomic at `address`.
  void Operate(const void *address, uint32_t group, const AtomicRelease &release);

  // Whether what `thread` of `before` did to device memory in `epoch` is ordered before what `after` does
  // now.
  bool Orders(uint32_t before, uint32_t after, uint32_t epoch, uint32_t thread);

private:
  struct Use {
    AtomicRelease release; // of the last operation
    uint64_t first, last;  // when
  };
  using Uses = std::unordered_map<uint32_t, Use>; // by threadgroup

  void Learn(uint32_t group);

  uint64_t now_ = 0;
  std::unordered_map<const void *, Uses> uses_;
  std::unordered_map<uint32_t, std::set<const void *>> used_by_;
  // For each threadgroup, what it knows of the others.
  std::unordered_map<uint32_t, std::unordered_map<uint32_t, AtomicRelease>> known_;
};

} // namespace tilescope
