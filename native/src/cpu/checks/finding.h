#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace tilescope {

enum class FindingKind {
  kOutOfBounds,
  kRace,
  kUninitialised,
  kMisaligned,
  kInactiveLane,
  kDivergentSimdgroup,
  kLaneOrder,
  kStopped, // the kernel was given up: Finding::code and message say why
};

// One lane's part in what was found.
struct FindingSide {
  const void *caller = nullptr; // in the code that did it; null where only the line is known
  uint32_t line = 0;            // of a synchronisation; 0 where only the caller is known
  uint32_t thread = 0;          // [[thread_index_in_threadgroup]]
  uint32_t threadgroup = 0;     // in the order of the grid, x first
  bool write = false;
  bool atomic = false;
  bool finished = false; // it is no longer running
};

// Memory that has a name.
struct FindingPlace {
  enum Space { kNone, kBuffer, kThreadgroupArgument, kThreadgroupVariable };
  Space space = kNone;
  uint32_t index = 0; // of the binding, or the variable's number in the kernel
  int64_t offset_bytes = 0;
  uint64_t size_bytes = 0; // of the whole
};

// What a kernel did that Metal does not define; `count` times at the same place of its text.
struct Finding {
  FindingKind kind;
  uint32_t dispatch = 0; // its position in the execution
  FindingPlace place;
  uint64_t bytes = 0; // of the access, or how many differ (kLaneOrder)
  std::optional<FindingSide> access;
  std::optional<FindingSide> other;
  uint64_t count = 1;
  std::string code, message;
};

} // namespace tilescope
