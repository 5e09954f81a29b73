#include "execution.h"

#include "../faults.h"
#include "error.h"
#include "errors.h"
#include "watchdog.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <thread>

// The state of an encoder of a failed command buffer.
@interface MTLDoubleEncoderInfo : NSObject <MTLCommandBufferEncoderInfo>
@property(readwrite, nonatomic) NSString *label;
@property(readwrite, nonatomic) NSArray<NSString *> *debugSignposts;
@property(readwrite, nonatomic) MTLCommandEncoderErrorState errorState;
@end
@implementation MTLDoubleEncoderInfo
@end

namespace metal_double {
namespace {

struct Failure {
  MTLCommandBufferError code;
  std::string description;
};

// How a GPU reports what a kernel did.
struct Misbehaviour {
  const char *code; // of tilescope::Error
  MTLCommandBufferError error;
  const char *description;
};

constexpr Misbehaviour kMisbehaviours[] = {
    {"OUT_OF_BOUNDS", MTLCommandBufferErrorPageFault, "Caused GPU Address Fault Error"},
    {"DIVERGENT_BARRIER", MTLCommandBufferErrorTimeout, "Caused GPU Timeout Error"},
    {"STACK_OVERFLOW", MTLCommandBufferErrorStackOverflow, "Caused GPU Stack Overflow Error"},
    {"OUT_OF_MEMORY", MTLCommandBufferErrorOutOfMemory, "Insufficient Memory"},
};
constexpr Misbehaviour kOther = {"", MTLCommandBufferErrorInternal, "Internal Error"};

// No source says in which of Metal's codes it comes.
const Failure kStopped = {MTLCommandBufferErrorInternal,
                          "Impacting Interactivity "
                          "(0000000e:kIOGPUCommandBufferCallbackErrorImpactingInteractivity)"};
const Failure kIgnored = {MTLCommandBufferErrorAccessRevoked,
                          "Ignored (for causing prior/excessive GPU errors) "
                          "(00000004:kIOGPUCommandBufferCallbackErrorSubmissionsIgnored)"};

Failure Describe(const tilescope::Error &error) {
  if (error.Code() == "TIMED_OUT") {
    watchdog::CountOffence();
    return kStopped;
  }
  const Misbehaviour *found = &kOther;
  for (const Misbehaviour &each : kMisbehaviours)
    if (error.Code() == each.code)
      found = &each;
  return {found->error, std::string(found->description) + " (" + error.what() + ")"};
}

// The kinds of "command-buffer-error".
struct Kind {
  const char *name;
  MTLCommandBufferError error;
  const char *description = "A requested error";
};

constexpr Kind kKinds[] = {
    {"", MTLCommandBufferErrorInternal},
    {"none", MTLCommandBufferErrorNone},
    {"timeout", MTLCommandBufferErrorTimeout},
    {"page-fault", MTLCommandBufferErrorPageFault},
    {"access-revoked", MTLCommandBufferErrorAccessRevoked},
    {"not-permitted", MTLCommandBufferErrorNotPermitted},
    {"out-of-memory", MTLCommandBufferErrorOutOfMemory},
    {"invalid-resource", MTLCommandBufferErrorInvalidResource},
    {"memoryless", MTLCommandBufferErrorMemoryless},
    {"device-removed", MTLCommandBufferErrorDeviceRemoved},
    {"stack-overflow", MTLCommandBufferErrorStackOverflow},
    // No source says in which of Metal's codes it comes.
    {"victim", MTLCommandBufferErrorInternal,
     "Discarded (victim of GPU error/recovery) "
     "(00000005:kIOGPUCommandBufferCallbackErrorInnocentVictim)"},
};

Failure FailureOf(const std::string &kind) {
  for (const Kind &each : kKinds)
    if (kind == each.name)
      return {each.error, each.description};
  std::fprintf(stderr, "TILESCOPE_DOUBLE_FAULT = command-buffer-error:%s: expected one of these kinds:\n",
               kind.c_str());
  for (const Kind &each : kKinds)
    std::fprintf(stderr, "  %s\n", each.name);
  std::_Exit(2);
}

// The fault requested instead of an execution.
std::optional<Failure> RequestedFailure() {
  if (faults::Strikes(faults::Name::kDeviceLost))
    return Failure{MTLCommandBufferErrorDeviceRemoved, "The device was removed"};
  if (faults::Strikes(faults::Name::kCommandBufferError))
    return FailureOf(faults::Kind());
  if (faults::Strikes(faults::Name::kHang))
    while (faults::IsSet(faults::Name::kHang))
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return {};
}

MTLCommandEncoderErrorState StateOf(size_t pass, size_t failed) {
  if (pass == failed)
    return MTLCommandEncoderErrorStateFaulted;
  return pass < failed ? MTLCommandEncoderErrorStateCompleted : MTLCommandEncoderErrorStatePending;
}

NSError *ToError(const Failure &failure, const std::vector<Pass> &passes, size_t failed,
                 MTLCommandBufferErrorOption options) {
  NSMutableDictionary *info = [NSMutableDictionary dictionary];
  info[NSLocalizedDescriptionKey] = ToNSString(failure.description);
  if (options & MTLCommandBufferErrorOptionEncoderExecutionStatus) {
    NSMutableArray *encoders = [NSMutableArray array];
    for (size_t i = 0; i < passes.size(); i++) {
      MTLDoubleEncoderInfo *encoder = [MTLDoubleEncoderInfo new];
      encoder.label = passes[i].label;
      encoder.debugSignposts = passes[i].signposts;
      encoder.errorState = StateOf(i, failed);
      [encoders addObject:encoder];
    }
    info[MTLCommandBufferEncoderInfoErrorKey] = encoders;
  }
  return [NSError errorWithDomain:MTLCommandBufferErrorDomain code:failure.code userInfo:info];
}

} // namespace

NSError *ExecutePasses(std::vector<Pass> &passes, const Uses &uses, MTLCommandBufferErrorOption options) {
  uses.Check();
  if (watchdog::Begin())
    return ToError(kIgnored, passes, 0, options);
  if (const auto failure = RequestedFailure())
    return ToError(*failure, passes, 0, options);
  for (size_t i = 0; i < passes.size(); i++) {
    try {
      RunSteps(passes[i].steps);
    } catch (const tilescope::Error &error) {
      return ToError(Describe(error), passes, i, options);
    }
  }
  return nil;
}

} // namespace metal_double
