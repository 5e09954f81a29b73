#include "blas/blas.h"
#include "calls.h"
#include "convert.h"
#include "cpu/kernel.h"
#include "cpu/peak.h"
#include "findings_to_js.h"
#include "handles.h"
#include "promise_worker.h"

// Functions of the CPU only: loading what the MSL front end compiled, checks, and BLAS.

namespace tilescope {
namespace {

Napi::Value Blas(const Napi::CallbackInfo &call) {
  const BlasLibrary blas = LinkedBlas();
  Napi::Object object = Napi::Object::New(call.Env());
  object.Set("name", blas.name);
  object.Set("version", blas.version);
  return object;
}

EntryPoint ToEntryPoint(const Napi::Value &value) {
  if (!value.IsObject())
    throw Error("BAD_ARGUMENT", "Expected an entry point");
  const auto object = value.As<Napi::Object>();
  return {ToText(object, "file"), ToText(object, "symbol")};
}

// See TensorType in native/device/addon-types.ts.
Napi::Object ToJs(Napi::Env env, const MslTensorType &tensor) {
  Napi::Object object = Napi::Object::New(env);
  Napi::Array extents = Napi::Array::New(env, tensor.rank);
  for (uint32_t i = 0; i < tensor.rank; i++)
    extents.Set(i, tensor.extents[i] == ~uint64_t{0}
                       ? env.Null()
                       : Napi::Number::New(env, static_cast<double>(tensor.extents[i])));
  object.Set("index", tensor.index);
  object.Set("element", tensor.element);
  object.Set("largest", static_cast<double>(tensor.largest));
  object.Set("extents", extents);
  return object;
}

Napi::Value LoadedToJs(Napi::Env env, std::shared_ptr<CpuKernel> &kernel) {
  Napi::Object object = Napi::Object::New(env);
  Napi::Array tensors = Napi::Array::New(env);
  for (const MslTensorType &tensor : kernel->Tensors())
    tensors.Set(tensors.Length(), ToJs(env, tensor));
  object.Set("tensors", tensors);
  object.Set("kernel", ToHandle(env, std::shared_ptr<DeviceKernel>(kernel)));
  return object;
}

Napi::Value LoadKernel(const Napi::CallbackInfo &call) {
  const auto spec = call[0].As<Napi::Object>();
  using Kernel = std::shared_ptr<CpuKernel>;
  std::function<Kernel()> load;
  if (spec.Has("loop")) {
    load = [loop = ToEntryPoint(spec.Get("loop"))] { return std::make_shared<CpuKernel>(loop); };
  } else {
    load = [leader = ToEntryPoint(spec.Get("leader")), follower = ToEntryPoint(spec.Get("follower"))] {
      return std::make_shared<CpuKernel>(leader, follower);
    };
  }
  return PromiseWorker<Kernel>::Run(call.Env(), load, LoadedToJs);
}

Napi::Value Check(const Napi::CallbackInfo &call) {
  auto execution = std::make_shared<Execution>(ToExecution(call[0].As<Napi::Object>()));
  return PromiseWorker<CheckReport>::Run(
      call.Env(), [cpu = BackendsOf(call.Env()).Cpu(), execution] { return cpu->Check(*execution); },
      [](Napi::Env env, CheckReport &report) { return ToJs(env, report); });
}

Napi::Value Peak(const Napi::CallbackInfo &call) {
  const auto args = call[0].As<Napi::Object>();
  return PromiseWorker<double>::Run(
      call.Env(),
      [cpu = BackendsOf(call.Env()).Cpu(), threads = ToUint32(args, "threads"),
       milliseconds = ToUint32(args, "milliseconds")] { return cpu->Peak(threads, milliseconds); },
      [](Napi::Env env, double &gflops) -> Napi::Value {
        Napi::Object object = Napi::Object::New(env);
        object.Set("gflops", gflops);
        object.Set("instructionSet", PeakInstructionSet());
        return object;
      });
}

} // namespace

const std::vector<NamedCall> kCpuCalls = {
    {"blas", Blas},
    {"loadKernel", LoadKernel},
    {"check", Check},
    {"peak", Peak},
};

} // namespace tilescope
