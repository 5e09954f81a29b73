#pragma once
#include "backends.h"

#include <napi.h>

namespace tilescope {

// The addon's exports by subject, typed in native/device/addon-types.ts. native/device has validated the
// arguments; checks here only keep mistakes from corrupting memory. Calls may throw Error.
using Call = Napi::Value (*)(const Napi::CallbackInfo &);
struct NamedCall {
  const char *name;
  Call call;
};

extern const std::vector<NamedCall> kDeviceCalls;
extern const std::vector<NamedCall> kBufferCalls;
extern const std::vector<NamedCall> kCompilerCalls;
extern const std::vector<NamedCall> kExecutionCalls;
extern const std::vector<NamedCall> kCpuCalls;
extern const std::vector<NamedCall> kReferenceCalls;

// The devices, for as long as the JavaScript thread lives.
const Backends &BackendsOf(Napi::Env env);

} // namespace tilescope
