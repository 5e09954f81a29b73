#include "convert.h"

#include "cpu/buffer.h"
#include "error.h"

#include <cstring>

namespace tilescope {
namespace {

// Tells our handles from one another and from those of other addons.
template <class T> constexpr napi_type_tag kTag = {};
template <> constexpr napi_type_tag kTag<DeviceBuffer> = {0x74696c6573636f70, 1};
template <> constexpr napi_type_tag kTag<DeviceKernel> = {0x74696c6573636f70, 2};
template <> constexpr napi_type_tag kTag<CancelFlag> = {0x74696c6573636f70, 3};

template <class T> void Drop(Napi::Env, std::shared_ptr<T> &object) { object.reset(); }

// Tells the garbage collector how much hangs on the handle of a buffer.
void Drop(Napi::Env env, std::shared_ptr<DeviceBuffer> &buffer) {
  if (buffer)
    Napi::MemoryManagement::AdjustExternalMemory(env, -static_cast<int64_t>(buffer->SizeBytes()));
  buffer.reset();
}

template <class T> Napi::Value MakeHandle(Napi::Env env, std::shared_ptr<T> object) {
  using Holder = std::shared_ptr<T>;
  auto handle =
      Napi::External<Holder>::New(env, new Holder(std::move(object)), [](Napi::Env env, Holder *holder) {
        Drop(env, *holder);
        delete holder;
      });
  handle.TypeTag(&kTag<T>);
  return handle;
}

template <class T> std::shared_ptr<T> &Held(const Napi::Value &value) {
  using Holder = std::shared_ptr<T>;
  if (!value.IsExternal() || !value.As<Napi::External<Holder>>().CheckTypeTag(&kTag<T>))
    throw Error("BAD_ARGUMENT", "not a handle of the expected kind");
  return *value.As<Napi::External<Holder>>().Data();
}

Napi::Array ToArray(const Napi::Object &object, const char *key) {
  const Napi::Value value = object.Get(key);
  if (!value.IsArray())
    throw Error("BAD_ARGUMENT", std::string(key) + " is not an array");
  return value.As<Napi::Array>();
}

Extent3 ToExtent(const Napi::Object &object, const char *key) {
  const Napi::Array array = ToArray(object, key);
  uint32_t extent[3];
  for (uint32_t axis = 0; axis < 3; axis++) {
    extent[axis] = array.Get(axis).ToNumber().Uint32Value();
    if (extent[axis] == 0)
      throw Error("BAD_ARGUMENT", std::string(key) + " has an extent of 0");
  }
  return {extent[0], extent[1], extent[2]};
}

uint32_t ToIndex(const Napi::Object &binding) {
  const uint32_t index = ToUint32(binding, "index");
  if (index >= MSL_MAX_BUFFERS)
    throw Error("BAD_ARGUMENT", "index " + std::to_string(index) + " is over the limit of " +
                                    std::to_string(MSL_MAX_BUFFERS - 1));
  return index;
}

// Words go into a little buffer of their own, so that reading past them faults.
std::shared_ptr<DeviceBuffer> WordsBuffer(const Napi::Value &value) {
  if (!value.IsTypedArray())
    throw Error("BAD_ARGUMENT", "words are not a Uint32Array");
  const auto words = value.As<Napi::Uint32Array>();
  auto buffer = std::make_shared<CpuBuffer>(words.ByteLength(), CpuBuffer::Placement::kEnd);
  std::memcpy(buffer->Data(), words.Data(), words.ByteLength());
  return buffer;
}

Dispatch ToDispatch(const Napi::Object &pass) {
  Dispatch dispatch;
  dispatch.kernel = ToKernel(pass.Get("kernel"));
  const Napi::Array buffers = ToArray(pass, "buffers");
  for (uint32_t i = 0; i < buffers.Length(); i++) {
    const auto binding = buffers.Get(i).As<Napi::Object>();
    dispatch.buffers.push_back({ToIndex(binding), ToBuffer(binding.Get("buffer"))});
  }
  const Napi::Array words = ToArray(pass, "words");
  for (uint32_t i = 0; i < words.Length(); i++) {
    const auto binding = words.Get(i).As<Napi::Object>();
    dispatch.buffers.push_back({ToIndex(binding), WordsBuffer(binding.Get("words"))});
  }
  const Napi::Array memory = ToArray(pass, "threadgroupMemory");
  for (uint32_t i = 0; i < memory.Length(); i++) {
    const auto binding = memory.Get(i).As<Napi::Object>();
    dispatch.threadgroup_memory.push_back({ToIndex(binding), ToUint32(binding, "bytes")});
  }
  dispatch.grid_threads = ToExtent(pass, "gridThreads");
  dispatch.threads_per_threadgroup = ToExtent(pass, "threadsPerThreadgroup");
  if (dispatch.threads_per_threadgroup.Count() > MSL_MAX_LANES)
    throw Error("BAD_ARGUMENT", "too many threads per threadgroup");
  return dispatch;
}

} // namespace

Napi::Value ToHandle(Napi::Env env, std::shared_ptr<DeviceBuffer> buffer) {
  Napi::MemoryManagement::AdjustExternalMemory(env, static_cast<int64_t>(buffer->SizeBytes()));
  return MakeHandle(env, std::move(buffer));
}

Napi::Value ToHandle(Napi::Env env, std::shared_ptr<DeviceKernel> kernel) {
  return MakeHandle(env, std::move(kernel));
}

Napi::Value ToHandle(Napi::Env env, std::shared_ptr<CancelFlag> flag) {
  return MakeHandle(env, std::move(flag));
}

std::shared_ptr<DeviceBuffer> ToBuffer(const Napi::Value &value) {
  const auto buffer = Held<DeviceBuffer>(value);
  if (!buffer)
    throw Error("BUFFER_RELEASED", "the buffer has been released");
  return buffer;
}

std::shared_ptr<DeviceKernel> ToKernel(const Napi::Value &value) { return Held<DeviceKernel>(value); }

std::shared_ptr<CancelFlag> ToCancelFlag(const Napi::Value &value) { return Held<CancelFlag>(value); }

void ReleaseBuffer(const Napi::Value &value) { Drop(value.Env(), Held<DeviceBuffer>(value)); }

uint32_t ToUint32(const Napi::Object &object, const char *key) {
  const Napi::Value value = object.Get(key);
  if (!value.IsNumber())
    throw Error("BAD_ARGUMENT", std::string(key) + " is not a number");
  return value.As<Napi::Number>().Uint32Value();
}

size_t ToBytes(const Napi::Value &value, const char *what) {
  constexpr double kLimit = 9007199254740991.0;
  const double bytes = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (!(bytes >= 0 && bytes <= kLimit))
    throw Error("BAD_ARGUMENT", std::string(what) + " is not a size in bytes");
  return static_cast<size_t>(bytes);
}

EntryPoint ToEntryPoint(const Napi::Value &value) {
  if (!value.IsObject())
    throw Error("BAD_ARGUMENT", "not an entry point");
  const auto object = value.As<Napi::Object>();
  return {object.Get("file").ToString(), object.Get("symbol").ToString()};
}

Execution ToExecution(const Napi::Value &value) {
  const auto object = value.As<Napi::Object>();
  Execution execution;
  const Napi::Array passes = ToArray(object, "passes");
  for (uint32_t i = 0; i < passes.Length(); i++)
    execution.dispatches.push_back(ToDispatch(passes.Get(i).As<Napi::Object>()));
  execution.duplicates = ToUint32(object, "duplicates");
  execution.threads = ToUint32(object, "threads");
  execution.timeout = std::chrono::milliseconds(ToUint32(object, "timeoutMs"));
  execution.cancelled = ToCancelFlag(object.Get("cancelFlag"));
  if (execution.threads == 0)
    throw Error("BAD_ARGUMENT", "an execution needs a thread");
  return execution;
}

Napi::Value ToJs(Napi::Env env, const DeviceInfo &info) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", info.name);
  object.Set("threads", info.threads);
  object.Set("simdWidth", info.simd_width);
  object.Set("maxThreadsPerThreadgroup", info.max_threads_per_threadgroup);
  object.Set("maxThreadgroupBytes", info.max_threadgroup_bytes);
  return object;
}

} // namespace tilescope
