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
    {MTLCommandBufferErrorInternal, kOtherCode, "the driver failed"},
    {MTLCommandBufferErrorTimeout, "TIMED_OUT", "the system stopped a command buffer that ran too long"},
    {MTLCommandBufferErrorPageFault, "OUT_OF_BOUNDS", "a kernel accessed memory that it was not given"},
    {MTLCommandBufferErrorAccessRevoked, "DEVICE_LOST",
     "the system no longer lets this process use the GPU, after earlier faults"},
    {MTLCommandBufferErrorNotPermitted, "DEVICE_LOST", "the system does not let this process use the GPU"},
    {MTLCommandBufferErrorOutOfMemory, "OUT_OF_MEMORY", "the GPU had no memory left for a command buffer"},
    {MTLCommandBufferErrorInvalidResource, kOtherCode, "a resource was freed while a command buffer used it"},
    {MTLCommandBufferErrorDeviceRemoved, "DEVICE_LOST", "the GPU was removed or reset"},
    {MTLCommandBufferErrorStackOverflow, "STACK_OVERFLOW", "a thread of a kernel needs too much stack"},
};

constexpr const char *kEncoderStates[] = {"in an unknown state", "completed", "affected by another's fault",
                                          "not started", "at fault"};

// "; encoder "gemm" at fault; 7 more encoders did not complete": the first that
// did not complete is told, and of the others, which may be hundreds, how many.
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
  return {kOtherCode, "a command buffer ended with an error" + detail};
}

id<MTLCommandBuffer> NewCommandBuffer(id<MTLCommandQueue> queue) {
  MTLCommandBufferDescriptor *descriptor = [[MTLCommandBufferDescriptor alloc] init];
  // So little more work that it may stay on (WWDC 2020, session 10616).
  descriptor.errorOptions = MTLCommandBufferErrorOptionEncoderExecutionStatus;
  id<MTLCommandBuffer> commands = [queue commandBufferWithDescriptor:descriptor];
  if (!commands)
    throw Error("DEVICE_LOST", "the GPU's queue gives no command buffer");
  return commands;
}

} // namespace tilescope
