#include "handles.h"

namespace tilescope {
namespace {

// Distinguishes our handles from one another and from those of other addons.
template <class T> constexpr napi_type_tag kTag = {};
template <> constexpr napi_type_tag kTag<DeviceBuffer> = {0x74696c6573636f70, 1};
template <> constexpr napi_type_tag kTag<DeviceKernel> = {0x74696c6573636f70, 2};
template <> constexpr napi_type_tag kTag<CancelFlag> = {0x74696c6573636f70, 3};
template <> constexpr napi_type_tag kTag<DeviceLibrary> = {0x74696c6573636f70, 4};
template <> constexpr napi_type_tag kTag<Routine> = {0x74696c6573636f70, 5};
template <> constexpr napi_type_tag kTag<Activity> = {0x74696c6573636f70, 6};

template <class T> void Drop(Napi::Env, std::shared_ptr<T> &object) { object.reset(); }

// Also tells the garbage collector that the buffer's memory is gone.
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

template <class T> bool Holds(const Napi::Value &value) {
  return value.IsExternal() && value.As<Napi::External<std::shared_ptr<T>>>().CheckTypeTag(&kTag<T>);
}

template <class T> std::shared_ptr<T> &Held(const Napi::Value &value) {
  if (!Holds<T>(value))
    throw Error("BAD_ARGUMENT", "Not a handle of the expected kind");
  return *value.As<Napi::External<std::shared_ptr<T>>>().Data();
}

} // namespace

Napi::Value ToHandle(Napi::Env env, std::shared_ptr<DeviceBuffer> buffer) {
  Napi::MemoryManagement::AdjustExternalMemory(env, static_cast<int64_t>(buffer->SizeBytes()));
  return MakeHandle(env, std::move(buffer));
}

Napi::Value ToHandle(Napi::Env env, std::shared_ptr<DeviceLibrary> library) {
  return MakeHandle(env, std::move(library));
}

Napi::Value ToHandle(Napi::Env env, std::shared_ptr<DeviceKernel> kernel) {
  return MakeHandle(env, std::move(kernel));
}

Napi::Value ToHandle(Napi::Env env, std::shared_ptr<Routine> routine) {
  return MakeHandle(env, std::move(routine));
}

Napi::Value ToHandle(Napi::Env env, std::shared_ptr<CancelFlag> flag) {
  return MakeHandle(env, std::move(flag));
}

Napi::Value ToHandle(Napi::Env env, std::shared_ptr<Activity> activity) {
  return MakeHandle(env, std::move(activity));
}

std::shared_ptr<DeviceBuffer> ToBuffer(const Napi::Value &value) {
  const auto buffer = Held<DeviceBuffer>(value);
  if (!buffer)
    throw Error("BUFFER_RELEASED", "The buffer has been released");
  return buffer;
}

std::shared_ptr<Routine> ToRoutine(const Napi::Value &value) {
  const auto routine = Held<Routine>(value);
  if (!routine)
    throw Error("BAD_ARGUMENT", "The routine has been released");
  return routine;
}

std::shared_ptr<DeviceLibrary> ToLibrary(const Napi::Value &value) { return Held<DeviceLibrary>(value); }

std::shared_ptr<DeviceKernel> ToKernel(const Napi::Value &value) { return Held<DeviceKernel>(value); }

std::shared_ptr<CancelFlag> ToCancelFlag(const Napi::Value &value) { return Held<CancelFlag>(value); }

void ReleaseHandle(const Napi::Value &value) {
  if (Holds<Routine>(value))
    Held<Routine>(value).reset();
  else if (Holds<Activity>(value))
    Held<Activity>(value).reset();
  else
    Drop(value.Env(), Held<DeviceBuffer>(value));
}

} // namespace tilescope
