#pragma once
#include "checks/checking.h"
#include "error.h"
#include "fiber_stacks.h"
#include "kernel.h"
#include "msl/lane.h"

#include <memory>
#include <optional>
#include <vector>

namespace tilescope {

// Runs threadgroups one at a time on the calling thread. The lanes and their stacks are set up once and
// reused. The record that kernels see is the base class, so that a lane leads back to its worker.
class Worker : public MslThreadgroup {
public:
  Worker(); // throws OUT_OF_MEMORY
  ~Worker();
  Worker(const Worker &) = delete;
  Worker &operator=(const Worker &) = delete;

  // Sets the dispatch whose threadgroups run next. Both arguments must outlive them; `checking` is null for
  // kernels compiled without checks.
  void Begin(const Dispatch &dispatch, const Checking *checking);

  // Runs one threadgroup of the grid to its end or, for a kernel that loops over its lanes, `count` of them
  // along x. Throws the Error of a kernel that failed.
  void RunThreadgroup(uint32_t x, uint32_t y, uint32_t z, uint32_t count = 1);

  // How many threadgroups RunThreadgroup can run at once from column x of the grid: those of full size, or
  // one.
  uint32_t Together(uint32_t x) const;

  // Called on a lane: aborts the threadgroup, so that RunThreadgroup throws `error`. `code` is the lane's
  // position, if known.
  [[noreturn]] void Abandon(Error error, const void *code = nullptr);
  // The same when the time limit has expired.
  [[noreturn]] void AbandonExpired(const void *code);

  // Called by a signal handler instead: RunThreadgroup throws an Error that describes the fault once the
  // handler has returned to OwnContext().
  struct Fault {
    int signal;
    const std::byte *address;
    const void *code; // the instruction
    uint32_t lane;
  };
  void RecordFault(Fault fault) { fault_ = fault; }

  // Tells this thread's kernel that its time limit has expired. A kernel with checks aborts at its next
  // memory access, whose line is known. Returns true if it must be interrupted instead, because it has made
  // no access since the last call.
  bool Expire() {
    const bool before = expired_;
    expired_ = true;
    return before || !checking_;
  }
  bool Expired() const { return expired_; }

  // The lane that was running when RunThreadgroup threw, and its position.
  const FindingSide &LastStop() const { return last_stop_; }

  const CpuKernel &Kernel() const { return *kernel_; }
  const Checking *Checks() const { return checking_; }

  // Whether an address is in memory that kernels use implicitly: stacks, constants, the runtime's records.
  bool OwnsMemory(const void *address) const;

  // MslRuntime::declare_variable.
  uint32_t Declare(uint32_t declaration, uint32_t bytes, uint32_t alignment);

  // MslRuntime::staging.
  void *Staging(uint32_t place, uint64_t bytes);

  // The context of this thread while a lane is running.
  MslLane *OwnContext() { return &own_; }

private:
  void *DescribeTensor(const BufferBinding &binding, void *data);
  void Arrange(const uint32_t (&shape)[3]);
  static void RunLane(MslLane *lane);
  static void RunLoop(MslLane *lane);
  Error Describe(const Fault &fault) const;
  void RecordStop(uint32_t lane, const void *code);

  MslLane own_ = {};
  FiberStacks stacks_;
  std::vector<MslLane> all_lanes_;
  std::vector<MslSimdgroup> all_simdgroups_;
  std::unique_ptr<DeviceBuffer> arena_; // threadgroup memory
  struct Stage {
    std::unique_ptr<std::byte[]> memory;
    uint64_t bytes = 0;
  };
  std::vector<Stage> staging_; // by place
  void *bound_buffers_[MSL_MAX_BUFFERS] = {};
  MslTensorArgument bound_tensors_[MSL_MAX_BUFFERS] = {};
  uint32_t bound_offsets_[MSL_MAX_BUFFERS] = {};
  const Dispatch *dispatch_ = nullptr;
  const CpuKernel *kernel_ = nullptr;
  const Checking *checking_ = nullptr;
  uint32_t loop_count_ = 1;
  FindingSide last_stop_;
  std::optional<Error> failure_;
  std::optional<Fault> fault_;
  volatile bool expired_ = false; // set by a signal handler
};

// MslRuntime::staging and MslRuntime::wrong_scope.
void *StagingMemory(MslThreadgroup *group, msl_u32 place, msl_u64 bytes);
void WrongScope(MslLane *lane, msl_site site, msl_u64 simdgroups);

// MslRuntime::declare_variable.
msl_u32 DeclareVariable(MslThreadgroup *group, msl_u32 declaration, msl_u32 bytes, msl_u32 alignment);

} // namespace tilescope
