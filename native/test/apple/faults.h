#pragma once
// What TILESCOPE_DOUBLE_FAULT makes go wrong: "name" always, "name@n" on the n-th occasion alone, or, of what
// stays broken, from the n-th on. The variable is read on every occasion; when it changes, counting starts
// again.
namespace faults {

enum class Name {
  kCompileError,
  kPipelineFailure,
  kCommandBufferError,
  kOutOfMemory,
  kHang,
  kDeviceLost,
  kCountersZero,
  kThermalSerious,
};

// Whether the fault strikes on this occasion. An unknown name in the variable ends the process.
bool Strikes(Name fault);

// Whether the variable asks for the fault at present; no occasion is counted.
bool IsSet(Name fault);

} // namespace faults
