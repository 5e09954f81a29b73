#pragma once
#include "compiler.h"
#include "platform.h"
#include "routine.h"

#include <napi.h>

namespace tilescope {

// Objects that JavaScript holds. They can be released before their handles are garbage-collected; work in
// progress keeps them alive.
Napi::Value ToHandle(Napi::Env env, std::shared_ptr<DeviceBuffer> buffer);
Napi::Value ToHandle(Napi::Env env, std::shared_ptr<DeviceLibrary> library);
Napi::Value ToHandle(Napi::Env env, std::shared_ptr<DeviceKernel> kernel);
Napi::Value ToHandle(Napi::Env env, std::shared_ptr<Routine> routine);
Napi::Value ToHandle(Napi::Env env, std::shared_ptr<CancelFlag> flag);
Napi::Value ToHandle(Napi::Env env, std::shared_ptr<Activity> activity);

// These throw BAD_ARGUMENT for a value of another kind, and BUFFER_RELEASED.
std::shared_ptr<DeviceBuffer> ToBuffer(const Napi::Value &value);
std::shared_ptr<DeviceLibrary> ToLibrary(const Napi::Value &value);
std::shared_ptr<DeviceKernel> ToKernel(const Napi::Value &value);
std::shared_ptr<Routine> ToRoutine(const Napi::Value &value);
std::shared_ptr<CancelFlag> ToCancelFlag(const Napi::Value &value);

// Releases a buffer, a routine or an activity.
void ReleaseHandle(const Napi::Value &value);

} // namespace tilescope
