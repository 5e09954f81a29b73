#include "calls.h"
#include "error_to_js.h"

namespace tilescope {
namespace {

struct Instance {
  std::shared_ptr<Backends> backends;
};

// Calls the exported function that is the callback's data and turns an Error into a JavaScript exception.
Napi::Value Guarded(const Napi::CallbackInfo &call) {
  try {
    return static_cast<const NamedCall *>(call.Data())->call(call);
  } catch (const Error &error) {
    throw Napi::Error(call.Env(), ToJs(call.Env(), error));
  }
}

Napi::Object Initialise(Napi::Env env, Napi::Object exports) {
  env.SetInstanceData(new Instance);
  for (const auto *calls :
       {&kDeviceCalls, &kBufferCalls, &kCompilerCalls, &kExecutionCalls, &kCpuCalls, &kReferenceCalls})
    for (const NamedCall &call : *calls)
      exports.Set(call.name, Napi::Function::New(env, Guarded, call.name, const_cast<NamedCall *>(&call)));
  return exports;
}

} // namespace

const Backends &BackendsOf(Napi::Env env) {
  auto &backends = env.GetInstanceData<Instance>()->backends;
  // On the first call rather than when the addon is loaded: a call can report a failure.
  if (!backends)
    backends = Backends::Shared();
  return *backends;
}

} // namespace tilescope

static Napi::Object Initialise(Napi::Env env, Napi::Object exports) {
  return tilescope::Initialise(env, exports);
}

NODE_API_MODULE(tilescope, Initialise)
