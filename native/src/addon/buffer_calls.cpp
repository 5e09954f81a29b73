#include "calls.h"
#include "convert.h"
#include "handles.h"
#include "promise_worker.h"

namespace tilescope {
namespace {

Napi::Value Allocate(const Napi::CallbackInfo &call) {
  const std::string device = call[0].ToString();
  const size_t bytes = ToBytes(call[1], "sizeBytes");
  const Storage storage = call[2].ToBoolean() ? Storage::kPrivate : Storage::kShared;
  const Placement placement = call[3].ToBoolean() ? Placement::kEnd : Placement::kStart;
  using Allocated = std::shared_ptr<DeviceBuffer>;
  return PromiseWorker<Allocated>::Run(
      call.Env(),
      [backend = BackendsOf(call.Env()).Find(device), bytes, storage, placement] {
        return backend->Allocate(bytes, storage, placement);
      },
      [](Napi::Env env, Allocated &buffer) { return ToHandle(env, buffer); });
}

Napi::Value Release(const Napi::CallbackInfo &call) {
  ReleaseHandle(call[0]);
  return call.Env().Undefined();
}

// Throws BUFFER_RANGE for a transfer that exceeds the buffer.
void CheckRange(const DeviceBuffer &buffer, size_t offset, size_t bytes) {
  if (offset > buffer.SizeBytes() || bytes > buffer.SizeBytes() - offset)
    throw Error("BUFFER_RANGE", std::to_string(bytes) + " bytes at offset " + std::to_string(offset) +
                                    " exceed a buffer of " + std::to_string(buffer.SizeBytes()) + " bytes");
}

// Copies the data before it returns, so the caller may change its array at once. Memory that only the device
// can access is filled later; the promise resolves when it has been.
Napi::Value Write(const Napi::CallbackInfo &call) {
  const auto buffer = ToBuffer(call[0]);
  if (!call[1].IsTypedArray())
    throw Error("BAD_ARGUMENT", "Expected an array of bytes");
  const auto array = call[1].As<Napi::Uint8Array>();
  const size_t offset = ToBytes(call[2], "offsetBytes");
  CheckRange(*buffer, offset, array.ByteLength());
  const std::span bytes(reinterpret_cast<const std::byte *>(array.Data()), array.ByteLength());
  if (bytes.empty())
    return call.Env().Undefined();
  if (buffer->Data()) {
    buffer->Write(offset, bytes);
    return call.Env().Undefined();
  }
  return PromiseWorker<size_t>::Run(
      call.Env(),
      [buffer, offset, copy = std::vector(bytes.begin(), bytes.end())] {
        buffer->Write(offset, copy);
        return copy.size();
      },
      [](Napi::Env env, size_t &) { return env.Undefined(); });
}

Napi::Value Read(const Napi::CallbackInfo &call) {
  const auto buffer = ToBuffer(call[0]);
  const size_t offset = ToBytes(call[1], "offsetBytes");
  const size_t bytes = ToBytes(call[2], "sizeBytes");
  CheckRange(*buffer, offset, bytes);
  auto target = Napi::ArrayBuffer::New(call.Env(), bytes);
  // Nobody else has the array yet, so another thread can fill it.
  auto keep = std::make_shared<Napi::Reference<Napi::ArrayBuffer>>(Napi::Persistent(target));
  const std::span to(static_cast<std::byte *>(target.Data()), bytes);
  return PromiseWorker<size_t>::Run(
      call.Env(),
      [buffer, offset, to] {
        if (!to.empty())
          buffer->Read(offset, to);
        return to.size();
      },
      [keep](Napi::Env, size_t &) -> Napi::Value { return keep->Value(); });
}

} // namespace

const std::vector<NamedCall> kBufferCalls = {
    {"allocate", Allocate},
    {"release", Release},
    {"write", Write},
    {"read", Read},
};

} // namespace tilescope
