#pragma once
#include <string>
#include <string_view>

// Faults injected by TILESCOPE_DOUBLE_FAULT: "name" on every occasion, "name@n" only on the n-th or, for
// lasting faults, from the n-th on; "name:kind" if there are several kinds. The variable is read on every
// occasion; counting restarts when it changes.
namespace faults {

enum class Name {
  kCompileError,
  kNoTensorHeader,
  kPipelineFailure,
  kCommandBufferError,
  kOutOfMemory,
  kHang,
  kDeviceLost,
  kCountersZero,
  kThermalSerious,
  kException,
  kArchiveStall,
};

// Whether the fault strikes on this occasion. An unknown name in the variable ends the process.
bool Strikes(Name fault);

// The same for an occasion of one kind, which does not count for a fault of another kind.
bool Strikes(Name fault, std::string_view kind);

// Throws an exception of Objective-C if the fault requests one of this message of the backend: of the n-th
// message, or of the n-th whose selector is its kind. (exception_fault.mm)
void ThrowIfRequested(void *receiver, const char *selector);

// The kind of the fault that has struck: "page-fault" for "command-buffer-error:page-fault@2".
std::string Kind();

// Whether the variable currently requests the fault; does not count as an occasion.
bool IsSet(Name fault);

} // namespace faults
