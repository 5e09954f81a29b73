#pragma once
#include <cstdint>
#include <set>
#include <unordered_map>

namespace tilescope {

// What a lane's atomic operation releases: everything its threadgroup did before its last barrier, and
// everything the lane itself did.
struct AtomicRelease {
  static constexpr uint32_t kSeveralThreads = ~0u;

  uint32_t epoch;  // for device memory
  uint32_t thread; // or kSeveralThreads

  bool Covers(uint32_t in_epoch, uint32_t by_thread) const {
    return in_epoch < epoch || (in_epoch == epoch && (thread == by_thread || thread == kSeveralThreads));
  }
};

// Order between threadgroups: of two operations on the same atomic, what came before the first is ordered
// before what comes after the second. Metal also requires a fence, which is not checked here: an atomic
// between two accesses is taken as a sign that their order was considered.
class AtomicOrder {
public:
  void Clear();

  // `group` operates on the atomic at `address`.
  void Operate(const void *address, uint32_t group, const AtomicRelease &release);

  // Whether an access to device memory by `thread` of threadgroup `before` in `epoch` is ordered before what
  // threadgroup `after` does now.
  bool Orders(uint32_t before, uint32_t after, uint32_t epoch, uint32_t thread);

private:
  struct Use {
    AtomicRelease release; // of the last operation
    uint64_t first, last;  // times of the first and last operation
  };
  using Uses = std::unordered_map<uint32_t, Use>; // by threadgroup

  void Learn(uint32_t group);

  uint64_t now_ = 0;
  std::unordered_map<const void *, Uses> uses_;
  std::unordered_map<uint32_t, std::set<const void *>> used_by_;
  // What each threadgroup knows of the others.
  std::unordered_map<uint32_t, std::unordered_map<uint32_t, AtomicRelease>> known_;
};

} // namespace tilescope
