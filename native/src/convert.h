#pragma once
#include "backend.h"
#include "cpu/kernel.h"

#include <napi.h>

namespace tilescope {

// Handles that JavaScript holds. A buffer can be released before its handle is
// collected; whatever still runs keeps it alive.
Napi::Value ToHandle(Napi::Env env, std::shared_ptr<DeviceBuffer> buffer);
Napi::Value ToHandle(Napi::Env env, std::shared_ptr<DeviceKernel> kernel);
Napi::Value ToHandle(Napi::Env env, std::shared_ptr<CancelFlag> flag);

// These throw Error: BAD_ARGUMENT for a value of the wrong kind or out of
// range, BUFFER_RELEASED.
std::shared_ptr<DeviceBuffer> ToBuffer(const Napi::Value &value);
std::shared_ptr<DeviceKernel> ToKernel(const Napi::Value &value);
std::shared_ptr<CancelFlag> ToCancelFlag(const Napi::Value &value);
void ReleaseBuffer(const Napi::Value &value);

uint32_t ToUint32(const Napi::Object &object, const char *key);
// A size or offset in bytes: an integer from 0 to 2^53 - 1.
size_t ToBytes(const Napi::Value &value, const char *what);

EntryPoint ToEntryPoint(const Napi::Value &value);

// {passes: [{kernel, buffers: [{index, buffer}], words: [{index, words}],
// threadgroupMemory: [{index, bytes}], gridThreads, threadsPerThreadgroup}],
// duplicates, threads, timeoutMs, cancelFlag}; see native/addon.ts.
Execution ToExecution(const Napi::Value &value);

Napi::Value ToJs(Napi::Env env, const DeviceInfo &info);

} // namespace tilescope
