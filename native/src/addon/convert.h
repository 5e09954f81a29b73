#pragma once
#include "compiler.h"
#include "error_to_js.h"
#include "platform.h"
#include "routine.h"

#include <napi.h>

namespace tilescope {

// From JavaScript; the arguments are typed in native/device/addon-types.ts. They throw BAD_ARGUMENT for a
// value of the wrong type or out of range.
std::string ToText(const Napi::Object &object, const char *key);
uint32_t ToUint32(const Napi::Object &object, const char *key);
Napi::Array ToArray(const Napi::Object &object, const char *key);
// A size or offset in bytes: an integer from 0 to 2^53 - 1.
size_t ToBytes(const Napi::Value &value, const char *what);
Execution ToExecution(const Napi::Object &object);   // AddonExecution
RoutineSpec ToRoutineSpec(const Napi::Object &spec); // AddonRoutine

// To JavaScript.
Napi::Value ToJs(Napi::Env env, const DeviceInfo &info);
Napi::Value ToJs(Napi::Env env, const Timing &timing);
Napi::Value ToJs(Napi::Env env, const Conditions &conditions);
Napi::Value ToJs(Napi::Env env, const CompiledLibrary &library);
Napi::Value ToJs(Napi::Env env, const CompiledPipeline &pipeline);

} // namespace tilescope
