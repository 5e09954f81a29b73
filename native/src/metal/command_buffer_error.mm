#include "command_buffer_error.h"

#include "text.h"

namespace tilescope {
namespace {

struct Entry {
  MTLCommandBufferError error;
  const char *code;
  const char *meaning;
};

constexpr const char *kOtherCode = "COMMAND_BUFFER_FAILED";

constexpr Entry kErrors[] = {
    {MTLCommandBufferErrorInternal, kOtherCode, "The driver failed"},
    {MTLCommandBufferErrorTimeout, "TIMED_OUT", "The system stopped a command buffer that ran too long"},
    {MTLCommandBufferErrorPageFault, "OUT_OF_BOUNDS", "A kernel accessed memory it was not given"},
    {MTLCommandBufferErrorAccessRevoked, "DEVICE_LOST",
     "The system revoked this process's access to the GPU after earlier faults"},
    {MTLCommandBufferErrorNotPermitted, "DEVICE_LOST",
     "The system does not permit this process to use the GPU"},
    {MTLCommandBufferErrorOutOfMemory, "OUT_OF_MEMORY", "The GPU ran out of memory for a command buffer"},
    {MTLCommandBufferErrorInvalidResource, kOtherCode,
     "A resource was freed while a command buffer was using it"},
    {MTLCommandBufferErrorDeviceRemoved, "DEVICE_LOST", "The GPU was removed or reset"},
    {MTLCommandBufferErrorStackOverflow, "STACK_OVERFLOW", "A thread of a kernel overflowed its stack"},
};

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
  const std::string detail = ": " + Reason(error) + EncoderText(error);
  if ([error.domain isEqualToString:MTLCommandBufferErrorDomain])
    for (const Entry &entry : kErrors)
      if (static_cast<NSInteger>(entry.error) == error.code)
        return {entry.code, entry.meaning + detail};
  return {kOtherCode, "A command buffer failed" + detail};
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
