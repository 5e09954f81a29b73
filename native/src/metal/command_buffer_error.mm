#include "command_buffer_error.h"

#include "text.h"

namespace tilescope {
namespace {

struct Entry {
  MTLCommandBufferError error; // None: recognized by the driver's text alone
  const char *code;
  const char *meaning;
  const char *advice = nullptr;
  // Part of the driver's own text, in whichever code that comes: the driver has more errors than Metal.
  const char *driver_name = nullptr;
};

constexpr const char *kOtherCode = "COMMAND_BUFFER_FAILED";
constexpr const char *kShorten = "Use smaller sizes or shorter samples, or let the display sleep.";
constexpr const char *kRestart = "Resume in a new process; if that does not help, restart the Mac.";

constexpr Entry kErrors[] = {
    // "Impacting Interactivity (0000000e:kIOGPUCommandBufferCallbackErrorImpactingInteractivity)", seen while
    // a display is on (ml-explore/mlx issues 3267, 3302). No source gives its code.
    {MTLCommandBufferErrorNone, "TIMED_OUT",
     "The GPU watchdog of macOS stopped a command buffer that kept the display waiting", kShorten,
     "CallbackErrorImpactingInteractivity"},
    // "Ignored (for causing prior/excessive GPU errors) (00000004:kIOGPU...SubmissionsIgnored)", in code 4
    // (flutter/flutter issue 146011).
    {MTLCommandBufferErrorAccessRevoked, "DEVICE_LOST",
     "The system ignores this process's work on the GPU after earlier errors", kRestart,
     "CallbackErrorSubmissionsIgnored"},
    // "Discarded (victim of GPU error/recovery) (00000005:kIOGPU...InnocentVictim)" (ggml-org/whisper.cpp
    // issue 2470). No source gives its code.
    {MTLCommandBufferErrorNone, kOtherCode,
     "The system discarded a command buffer because other work on the GPU had failed", "Try again.",
     "CallbackErrorInnocentVictim"},
    {MTLCommandBufferErrorInternal, kOtherCode, "The driver failed"},
    {MTLCommandBufferErrorTimeout, "TIMED_OUT", "The system stopped a command buffer that ran too long",
     kShorten},
    {MTLCommandBufferErrorPageFault, "OUT_OF_BOUNDS", "A kernel accessed memory it was not given"},
    {MTLCommandBufferErrorNotPermitted, "DEVICE_LOST",
     "The system does not permit this process to use the GPU"},
    {MTLCommandBufferErrorOutOfMemory, "OUT_OF_MEMORY", "The GPU ran out of memory for a command buffer"},
    {MTLCommandBufferErrorInvalidResource, kOtherCode,
     "A resource was freed while a command buffer was using it"},
    {MTLCommandBufferErrorDeviceRemoved, "DEVICE_LOST", "The GPU was removed or reset"},
    {MTLCommandBufferErrorStackOverflow, "STACK_OVERFLOW", "A thread of a kernel overflowed its stack"},
};

constexpr Entry kOther = {MTLCommandBufferErrorNone, kOtherCode, "A command buffer failed"};

const Entry &Find(NSError *error, const std::string &reason) {
  if ([error.domain isEqualToString:MTLCommandBufferErrorDomain])
    for (const Entry &entry : kErrors)
      if ((entry.error != MTLCommandBufferErrorNone && static_cast<NSInteger>(entry.error) == error.code) ||
          (entry.driver_name && reason.find(entry.driver_name) != std::string::npos))
        return entry;
  return kOther;
}

constexpr const char *kEncoderStates[] = {"in an unknown state", "completed", "affected by another's fault",
                                          "not started", "at fault"};

// "; encoder "gemm" at fault; 7 more encoders did not complete": names the first encoder that did not
// complete and counts the others, of which there may be hundreds.
std::string EncoderText(NSError *error) {
  std::string first;
  size_t others = 0;
  NSArray<id<MTLCommandBufferEncoderInfo>> *infos = error.userInfo[MTLCommandBufferEncoderInfoErrorKey];
  for (id<MTLCommandBufferEncoderInfo> info in infos) {
    const auto state = static_cast<size_t>(info.errorState);
    if (info.errorState == MTLCommandEncoderErrorStateCompleted || state >= std::size(kEncoderStates))
      continue;
    if (first.empty())
      first = "; encoder \"" + ToStd(info.label) + "\" " + kEncoderStates[state];
    else
      others++;
  }
  return others == 0 ? first : first + "; " + std::to_string(others) + " more encoders did not complete";
}

} // namespace

Error CommandBufferError(NSError *error) {
  const std::string reason = Reason(error);
  const Entry &entry = Find(error, reason);
  std::string message = entry.meaning + (": " + reason) + EncoderText(error);
  if (entry.advice)
    message += std::string(". ") + entry.advice;
  return {entry.code, message};
}

id<MTLCommandBuffer> NewCommandBuffer(id<MTLCommandQueue> queue) {
  MTLCommandBufferDescriptor *descriptor = [[MTLCommandBufferDescriptor alloc] init];
  // Its overhead is small enough to leave it enabled (WWDC 2020, session 10616).
  descriptor.errorOptions = MTLCommandBufferErrorOptionEncoderExecutionStatus;
  id<MTLCommandBuffer> commands = [queue commandBufferWithDescriptor:descriptor];
  if (!commands)
    throw Error("DEVICE_LOST", "The GPU's queue did not provide a command buffer");
  return commands;
}

} // namespace tilescope
