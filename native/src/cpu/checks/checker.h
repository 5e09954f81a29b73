#pragma once
#include "atomic_order.h"
#include "checked_memory.h"
#include "finding.h"
#include "msl/abi.h"
#include "own_memory.h"

#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace tilescope {

// Checks a kernel's accesses and synchronisation and records behaviour that Metal leaves undefined. Not
// thread-safe.
class Checker {
public:
  explicit Checker(CheckedMemory &memory) : memory_(memory) {}

  void BeginDispatch(uint32_t dispatch);
  void BeginThreadgroup(uint32_t number);

  // Called before the current lane accesses memory; see MslAccess. False for an address outside the memory
  // that kernels are given; the caller knows what else may be accessed.
  bool Access(const MslLane &lane, const void *address, uint64_t bytes, uint32_t what, const void *caller);
  // The same for memory of the thread's own, whose alignment is the compiler's affair.
  void OwnAccess(const MslLane &lane, const void *address, uint64_t bytes, uint32_t what, const void *caller);
  void Foreign(const MslLane &lane, uint64_t bytes, uint32_t what, const void *caller);
  void InactiveLane(const MslLane &lane, uint32_t other, const void *caller);
  // See MslOwnFault and MslArithmetic.
  void OwnFault(const MslLane &lane, const FindingPlace &place, uint64_t bytes, uint32_t what,
                const void *caller);
  uint32_t Own(const MslLane &lane, uint32_t event, const void *address, uint64_t bytes, uint64_t detail,
               const void *caller);
  void Arithmetic(const MslLane &lane, uint32_t what, double x, double y, const void *caller);
  // See MslTensor.
  void Tensor(const MslLane &lane, uint32_t what, double x, double y, const void *caller);

  // Called when all lanes have reached a barrier.
  void OrderThreadgroup(msl_site site);
  void OrderSimdgroup(uint32_t simdgroup, msl_site site);
  // Called for an operation of a whole SIMD-group that `missing` has not reached and may never reach.
  void DivergentSimdgroup(const MslLane &lane, const MslLane &missing);

  // Called after the run for a buffer whose contents depend on the order of the lanes.
  void LaneOrder(uint32_t buffer, uint64_t first_byte, uint64_t differing_bytes);
  void Stopped(std::string code, std::string message, const FindingSide &side);

  // Called when a write that was announced has happened, if there was one.
  void SettleRacingWrite();

  const std::vector<Finding> &Findings() const { return findings_; }
  uint64_t Accesses() const { return accesses_; }

private:
  struct Current {
    const CheckedRegion &region;
    AccessRecord record;
    bool write;
    bool reads;
  };

  // A barrier that the threadgroup, or one of its SIMD-groups, has passed.
  struct Barrier {
    FindingBarrier what;
    uint32_t simdgroup;
  };

  // A write that races with another, and is about to happen: what it is depends on what it changes.
  struct RacingWrite {
    Finding finding;
    const std::byte *start;
    std::vector<std::byte> before;
  };

  AccessRecord Record(const MslLane &lane, const CheckedRegion &region, bool atomic,
                      const void *caller) const;
  bool Ordered(const AccessRecord &before, const Current &now);
  std::optional<FindingBarrier> BarrierBetween(const AccessRecord &before, const AccessRecord &now) const;
  bool Touch(ShadowCell &cell, const Current &now, uint64_t offset, uint64_t bytes);
  void Remember(ShadowCell &cell, const AccessRecord &reader) const;
  FindingSide SideOf(const AccessRecord &record, bool write) const;
  FindingSide SideOf(const MslLane &lane, const void *caller) const;
  void Add(Finding finding);

  CheckedMemory &memory_;
  AtomicOrder atomics_;
  OwnMemory own_;
  std::vector<Finding> findings_;
  // Repeated faults of the same code are one finding.
  using Key = std::tuple<FindingKind, const void *, const void *, uint32_t, uint32_t, uint32_t>;
  std::map<Key, size_t> found_;
  std::optional<RacingWrite> racing_write_;
  uint64_t accesses_ = 0;
  uint32_t dispatch_ = 0;
  uint32_t threadgroup_ = 0;      // index in the grid
  uint32_t serial_ = 0;           // across dispatches
  uint32_t dispatch_serial_ = 0;  // the last serial before this dispatch
  std::vector<uint32_t> numbers_; // index in the grid by serial - dispatch_serial_ - 1
  std::vector<Barrier> barriers_; // of this threadgroup
  uint32_t epochs_[2] = {};       // by CheckedRegion::threadgroup
  uint32_t lane_epochs_[MSL_MAX_SIMDGROUPS][2] = {};
};

} // namespace tilescope
