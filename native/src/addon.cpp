// The surface that native/addon.ts types. Arguments have been validated there;
// what is checked here only keeps a mistake from reaching memory.
#include "blas/blas.h"
#include "convert.h"
#include "cpu/cpu_backend.h"
#include "cpu/peak.h"
#include "findings_to_js.h"
#include "promise_worker.h"

#include <cstring>
#include <mutex>

namespace tilescope {
namespace {

// One device for all JavaScript threads of the process; its threads end with
// the last of them.
std::shared_ptr<CpuBackend> SharedBackend() {
  static std::mutex mutex;
  static std::weak_ptr<CpuBackend> shared;
  const std::lock_guard lock(mutex);
  auto backend = shared.lock();
  if (!backend)
    shared = backend = std::make_shared<CpuBackend>();
  return backend;
}

struct Instance {
  std::shared_ptr<CpuBackend> backend = SharedBackend();
};

std::shared_ptr<CpuBackend> BackendOf(Napi::Env env) { return env.GetInstanceData<Instance>()->backend; }

Napi::Value NumberToJs(Napi::Env env, uint64_t &number) {
  return Napi::Number::New(env, static_cast<double>(number));
}

Napi::Value Info(const Napi::CallbackInfo &call) { return ToJs(call.Env(), BackendOf(call.Env())->Info()); }

Napi::Value Blas(const Napi::CallbackInfo &call) {
  const BlasLibrary blas = LinkedBlas();
  Napi::Object object = Napi::Object::New(call.Env());
  object.Set("name", blas.name);
  object.Set("version", blas.version);
  return object;
}

Napi::Value Allocate(const Napi::CallbackInfo &call) {
  const size_t bytes = ToBytes(call[0], "sizeBytes");
  return ToHandle(call.Env(), BackendOf(call.Env())->Allocate(bytes));
}

Napi::Value Release(const Napi::CallbackInfo &call) {
  ReleaseBuffer(call[0]);
  return call.Env().Undefined();
}

// The part of a buffer that a transfer touches.
std::byte *Range(DeviceBuffer &buffer, size_t offset, size_t bytes) {
  if (offset > buffer.SizeBytes() || bytes > buffer.SizeBytes() - offset)
    throw Error("BUFFER_RANGE", std::to_string(bytes) + " bytes at " + std::to_string(offset) +
                                    " do not lie in a buffer of " + std::to_string(buffer.SizeBytes()) +
                                    " bytes");
  return buffer.Data() + offset;
}

// Copies before it returns: the caller may change its array at once.
Napi::Value Write(const Napi::CallbackInfo &call) {
  const auto buffer = ToBuffer(call[0]);
  if (!call[1].IsTypedArray())
    throw Error("BAD_ARGUMENT", "not an array of bytes");
  const auto bytes = call[1].As<Napi::Uint8Array>();
  const size_t offset = ToBytes(call[2], "offsetBytes");
  std::byte *target = Range(*buffer, offset, bytes.ByteLength());
  if (bytes.ByteLength() > 0)
    std::memcpy(target, bytes.Data(), bytes.ByteLength());
  return call.Env().Undefined();
}

Napi::Value Read(const Napi::CallbackInfo &call) {
  const auto buffer = ToBuffer(call[0]);
  const size_t bytes = ToBytes(call[2], "sizeBytes");
  const std::byte *source = Range(*buffer, ToBytes(call[1], "offsetBytes"), bytes);
  auto target = Napi::ArrayBuffer::New(call.Env(), bytes);
  // Nobody else has the array yet, so another thread may fill it.
  auto keep = std::make_shared<Napi::Reference<Napi::ArrayBuffer>>(Napi::Persistent(target));
  void *data = target.Data();
  return PromiseWorker<size_t>::Run(
      call.Env(),
      [buffer, source, data, bytes] {
        if (bytes > 0)
          std::memcpy(data, source, bytes);
        return bytes;
      },
      [keep](Napi::Env, size_t &) -> Napi::Value { return keep->Value(); });
}

Napi::Value LoadKernel(const Napi::CallbackInfo &call) {
  const auto spec = call[0].As<Napi::Object>();
  using Kernel = std::shared_ptr<DeviceKernel>;
  std::function<Kernel()> load;
  if (spec.Has("loop")) {
    load = [loop = ToEntryPoint(spec.Get("loop"))] { return std::make_shared<CpuKernel>(loop); };
  } else {
    load = [leader = ToEntryPoint(spec.Get("leader")), follower = ToEntryPoint(spec.Get("follower"))] {
      return std::make_shared<CpuKernel>(leader, follower);
    };
  }
  return PromiseWorker<Kernel>::Run(call.Env(), load,
                                    [](Napi::Env env, Kernel &kernel) { return ToHandle(env, kernel); });
}

Napi::Value MakeCancelFlag(const Napi::CallbackInfo &call) {
  return ToHandle(call.Env(), std::make_shared<CancelFlag>(false));
}

Napi::Value Cancel(const Napi::CallbackInfo &call) {
  *ToCancelFlag(call[0]) = true;
  return call.Env().Undefined();
}

Napi::Value Execute(const Napi::CallbackInfo &call) {
  auto execution = std::make_shared<Execution>(ToExecution(call[0]));
  const auto backend = BackendOf(call.Env());
  return PromiseWorker<uint64_t>::Run(
      call.Env(), [backend, execution] { return backend->Execute(*execution); }, NumberToJs);
}

Napi::Value Check(const Napi::CallbackInfo &call) {
  auto execution = std::make_shared<Execution>(ToExecution(call[0]));
  const auto backend = BackendOf(call.Env());
  return PromiseWorker<CheckReport>::Run(
      call.Env(), [backend, execution] { return backend->Check(*execution); },
      [](Napi::Env env, CheckReport &report) { return ToJs(env, report); });
}

Napi::Value RunSgemm(const Napi::CallbackInfo &call) {
  const auto args = call[0].As<Napi::Object>();
  const SgemmShape shape = {ToUint32(args, "m"), ToUint32(args, "n"), ToUint32(args, "k")};
  const auto matrix = [&](const char *key, uint64_t rows, uint64_t columns) {
    auto buffer = ToBuffer(args.Get(key));
    Range(*buffer, 0, rows * columns * sizeof(float));
    return buffer;
  };
  const auto a = matrix("a", shape.m, shape.k);
  const auto b = matrix("b", shape.k, shape.n);
  const auto c = matrix("c", shape.m, shape.n);
  const uint32_t threads = ToUint32(args, "threads");
  const uint32_t duplicates = ToUint32(args, "duplicates");
  const auto backend = BackendOf(call.Env());
  return PromiseWorker<uint64_t>::Run(
      call.Env(),
      [=] {
        return backend->Exclusively([&] {
          return Sgemm(shape, reinterpret_cast<const float *>(a->Data()),
                       reinterpret_cast<const float *>(b->Data()), reinterpret_cast<float *>(c->Data()),
                       threads, duplicates);
        });
      },
      NumberToJs);
}

Napi::Value Peak(const Napi::CallbackInfo &call) {
  const auto args = call[0].As<Napi::Object>();
  const auto backend = BackendOf(call.Env());
  return PromiseWorker<double>::Run(
      call.Env(),
      [backend, threads = ToUint32(args, "threads"), milliseconds = ToUint32(args, "milliseconds")] {
        return backend->Peak(threads, milliseconds);
      },
      [](Napi::Env env, double &gflops) -> Napi::Value {
        Napi::Object object = Napi::Object::New(env);
        object.Set("gflops", gflops);
        object.Set("instructionSet", PeakInstructionSet());
        return object;
      });
}

// Turns an Error into a JavaScript exception.
template <Napi::Value (*function)(const Napi::CallbackInfo &)>
Napi::Value Guarded(const Napi::CallbackInfo &call) {
  try {
    return function(call);
  } catch (const Error &error) {
    throw Napi::Error(call.Env(), error.ToJs(call.Env()));
  }
}

Napi::Object Initialise(Napi::Env env, Napi::Object exports) {
  env.SetInstanceData(new Instance);
  const auto add = [&]<Napi::Value (*function)(const Napi::CallbackInfo &)>(const char *name) {
    exports.Set(name, Napi::Function::New<Guarded<function>>(env, name));
  };
  add.operator()<Info>("info");
  add.operator()<Blas>("blas");
  add.operator()<Allocate>("allocate");
  add.operator()<Release>("release");
  add.operator()<Write>("write");
  add.operator()<Read>("read");
  add.operator()<LoadKernel>("loadKernel");
  add.operator()<MakeCancelFlag>("cancelFlag");
  add.operator()<Cancel>("cancel");
  add.operator()<Execute>("execute");
  add.operator()<Check>("check");
  add.operator()<RunSgemm>("sgemm");
  add.operator()<Peak>("peak");
  return exports;
}

} // namespace
} // namespace tilescope

static Napi::Object Initialise(Napi::Env env, Napi::Object exports) {
  return tilescope::Initialise(env, exports);
}

NODE_API_MODULE(tilescope, Initialise)
