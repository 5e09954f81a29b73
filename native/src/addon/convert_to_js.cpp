#include "convert.h"
#include "handles.h"

namespace tilescope {
namespace {

Napi::Value Number(Napi::Env env, uint64_t value) {
  return Napi::Number::New(env, static_cast<double>(value));
}

template <class T> Napi::Value OrNull(Napi::Env env, const std::optional<T> &value) {
  if (!value)
    return env.Null();
  if constexpr (std::is_same_v<T, uint64_t>)
    return Number(env, *value);
  else
    return Napi::Value::From(env, *value);
}

template <class T, class Convert>
Napi::Array Array(Napi::Env env, const std::vector<T> &values, const Convert &convert) {
  Napi::Array array = Napi::Array::New(env, values.size());
  for (uint32_t i = 0; i < values.size(); i++)
    array.Set(i, convert(values[i]));
  return array;
}

Napi::Object GpuToJs(Napi::Env env, const GpuInfo &gpu) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("family", OrNull(env, gpu.family));
  object.Set("metal", OrNull(env, gpu.metal));
  object.Set("unifiedMemory", gpu.unified_memory);
  object.Set("workingSetBytes", Number(env, gpu.working_set_bytes));
  object.Set("coreCount", OrNull(env, gpu.core_count));
  object.Set("osBuild", OrNull(env, gpu.os_build));
  object.Set("counterSampling", gpu.counter_sampling);
  object.Set("indirectEncoding", gpu.indirect_encoding);
  object.Set("tensorsNeed", OrNull(env, gpu.tensors_need));
  object.Set("bfloatTensorsNeed", OrNull(env, gpu.bfloat_tensors_need));
  object.Set("concurrentCompilations", OrNull(env, gpu.concurrent_compilations));
  return object;
}

Napi::Object KernelToJs(Napi::Env env, const LibraryKernelInfo &kernel) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", kernel.name);
  object.Set("functionConstants", Array(env, kernel.constants, [&](const FunctionConstantInfo &constant) {
               Napi::Object declared = Napi::Object::New(env);
               declared.Set("index", constant.index);
               declared.Set("name", constant.name);
               declared.Set("type", constant.type);
               return declared;
             }));
  return object;
}

// A KernelArgument of native/msl/types.ts.
Napi::Object ArgumentToJs(Napi::Env env, const KernelArgumentInfo &argument) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", argument.name);
  object.Set("index", argument.index);
  object.Set("kind", argument.threadgroup ? "threadgroup" : "buffer");
  object.Set("type", ""); // drivers report the layout, not the spelling in the text
  const char *access = argument.writable ? "read-write" : "read";
  object.Set("access", argument.threadgroup ? env.Null() : Napi::String::New(env, access));
  return object;
}

} // namespace

Napi::Value ToJs(Napi::Env env, const DeviceInfo &info) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", info.name);
  object.Set("kind", info.gpu ? "gpu" : "cpu");
  object.Set("threads", OrNull(env, info.threads));
  object.Set("simdWidth", info.simd_width);
  object.Set("maxThreadsPerThreadgroup", info.max_threads_per_threadgroup);
  object.Set("maxThreadgroupBytes", info.max_threadgroup_bytes);
  object.Set("gpu", info.gpu ? Napi::Value(GpuToJs(env, *info.gpu)) : env.Null());
  return object;
}

Napi::Value ToJs(Napi::Env env, const Timing &timing) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("gpuNs", OrNull(env, timing.gpu_ns));
  object.Set("wallNs", Number(env, timing.wall_ns));
  object.Set("encoderNs", OrNull(env, timing.encoder_ns));
  return object;
}

Napi::Value ToJs(Napi::Env env, const Conditions &conditions) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("thermalState", OrNull(env, conditions.thermal_state));
  object.Set("lowPowerMode", OrNull(env, conditions.low_power_mode));
  object.Set("powerSource", OrNull(env, conditions.power_source));
  return object;
}

Napi::Value ToJs(Napi::Env env, const CompiledLibrary &library) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("library", ToHandle(env, library.library));
  object.Set("kernels", Array(env, library.kernels,
                              [&](const LibraryKernelInfo &kernel) { return KernelToJs(env, kernel); }));
  object.Set("diagnostics", ToJs(env, library.diagnostics));
  object.Set("compileMs", library.compile_ms);
  return object;
}

Napi::Value ToJs(Napi::Env env, const CompiledPipeline &pipeline) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("kernel", ToHandle(env, pipeline.kernel));
  object.Set("arguments", Array(env, pipeline.arguments, [&](const KernelArgumentInfo &argument) {
               return ArgumentToJs(env, argument);
             }));
  object.Set("maxThreadsPerThreadgroup", pipeline.max_threads_per_threadgroup);
  object.Set("threadgroupBytes", pipeline.threadgroup_bytes);
  object.Set("simdWidth", pipeline.simd_width);
  object.Set("archived", pipeline.archived);
  object.Set("compileMs", pipeline.compile_ms);
  return object;
}

} // namespace tilescope
