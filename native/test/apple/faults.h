#pragma once
#include <string>

// What TILESCOPE_DOUBLE_FAULT makes go wrong: "name" always, "name@n" on the n-th occasion alone, or, of what
// stays broken, from the n-th on; "name:kind" where there are several kinds. The variable is read on every
// occasion; when it changes, counting starts again.
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

// Of the fault that has struck: "page-fault" of "command-buffer-error:page-fault@2".
std::string Kind();

// Whether the variable asks for the fault at present; no occasion is counted.
bool IsSet(Name fault);

} // namespace faults
