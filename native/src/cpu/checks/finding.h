#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace tilescope {

enum class FindingKind {
  kOutOfBounds,
  kRace,
  kSameValue, // a race of writes that leaves what the other wrote
  kUninitialised,
  kMisaligned,
  kIntegerOverflow,
  kFastMath, // Finding::code is the function, message its arguments
  kInactiveLane,
  kDivergentSimdgroup,
  kLaneOrder,
  kTensorOperation, // Finding::message says what
  kStopped,         // the kernel was aborted: Finding::code and message say why
};

// Finding::message of an access that is outside of an array in a structure or vector, but not of the memory.
inline constexpr char kBeyondArray[] = "array";
// The same of the extents of a tensor.
inline constexpr char kBeyondTensor[] = "tensor";

// One lane's part in a finding.
struct FindingSide {
  const void *caller = nullptr; // the code responsible; null if only the line is known
  uint32_t line = 0;            // of a synchronisation; 0 if only the caller is known
  uint32_t thread = 0;          // [[thread_index_in_threadgroup]]
  uint32_t threadgroup = 0;     // index in the grid, x fastest
  bool write = false;
  bool atomic = false;
  bool finished = false;
  bool absent = false; // there is no such thread
};

// A barrier between two accesses that does not order them.
struct FindingBarrier {
  uint32_t line = 0;
  uint32_t memory = 0;     // metal::mem_flags
  bool threadgroup = true; // or of a SIMD-group
};

// A place in named memory.
struct FindingPlace {
  // kOwn: a thread's own variable, or a constant of the program.
  enum Space { kNone, kBuffer, kThreadgroupArgument, kThreadgroupVariable, kOwn };
  Space space = kNone;
  uint32_t index = 0; // of the binding, of the variable in the kernel, or in the list of native/msl/watch
  int64_t offset_bytes = 0;
  uint64_t size_bytes = 0; // of the whole
};

// Behaviour of a kernel that Metal leaves undefined, `count` times at the same place in the text.
struct Finding {
  FindingKind kind;
  uint32_t dispatch = 0; // index in the execution
  FindingPlace place{};
  uint64_t bytes = 0; // size of the access, or the number that differ (kLaneOrder)
  std::optional<FindingSide> access{};
  std::optional<FindingSide> other{};
  std::optional<FindingBarrier> barrier{}; // of a race
  uint64_t count = 1;
  std::string code{}, message{};
};

} // namespace tilescope
