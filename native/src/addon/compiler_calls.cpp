#include "calls.h"
#include "convert.h"
#include "driver_promise.h"
#include "handles.h"
#include "promise_worker.h"

namespace tilescope {
namespace {

// {source, languageVersion: [3, 1], defines: [[name, text]]}
CompileRequest ToCompileRequest(const Napi::Object &object) {
  const Napi::Array version = ToArray(object, "languageVersion");
  const Napi::Array defines = ToArray(object, "defines");
  CompileRequest request{.source = ToText(object, "source"),
                         .language_version = {version.Get(0u).ToNumber().Uint32Value(),
                                              version.Get(1u).ToNumber().Uint32Value()},
                         .defines = {}};
  for (uint32_t i = 0; i < defines.Length(); i++) {
    const auto define = defines.Get(i).As<Napi::Array>();
    request.defines[define.Get(0u).ToString()] = define.Get(1u).ToString().Utf8Value();
  }
  return request;
}

using ConstantReader = decltype(ConstantValue::value) (*)(const Napi::Value &);

const std::map<std::string, ConstantReader> kConstantReaders = {
    {"bool",
     [](const Napi::Value &value) -> decltype(ConstantValue::value) { return value.ToBoolean().Value(); }},
    {"int",
     [](const Napi::Value &value) -> decltype(ConstantValue::value) {
       return value.ToNumber().Int32Value();
     }},
    {"uint",
     [](const Napi::Value &value) -> decltype(ConstantValue::value) {
       return value.ToNumber().Uint32Value();
     }},
    {"float",
     [](const Napi::Value &value) -> decltype(ConstantValue::value) {
       return value.ToNumber().FloatValue();
     }},
};

// {index, type, value}
ConstantValue ToConstant(const Napi::Object &object) {
  const std::string type = ToText(object, "type");
  const auto reader = kConstantReaders.find(type);
  if (reader == kConstantReaders.end())
    throw Error("BAD_ARGUMENT",
                "type = " + type + ": expected bool, int, uint or float for a function constant");
  return {ToUint32(object, "index"), reader->second(object.Get("value"))};
}

// {library, kernel, constants, indirect, archive}
PipelineRequest ToPipelineRequest(const Napi::Object &object) {
  PipelineRequest request{.library = ToLibrary(object.Get("library")),
                          .kernel = ToText(object, "kernel"),
                          .constants = {},
                          .indirect = object.Get("indirect").ToBoolean(),
                          .archive = ToText(object, "archive")};
  const Napi::Array constants = ToArray(object, "constants");
  for (uint32_t i = 0; i < constants.Length(); i++)
    request.constants.push_back(ToConstant(constants.Get(i).As<Napi::Object>()));
  return request;
}

Napi::Value Compile(const Napi::CallbackInfo &call) {
  const auto backend = BackendsOf(call.Env()).FindCompiling(call[0].ToString());
  const CompileRequest request = ToCompileRequest(call[1].As<Napi::Object>());
  return DriverPromise<CompiledLibrary>::Run(
      call.Env(), [&](Settle<CompiledLibrary> settle) { backend->Compile(request, std::move(settle)); },
      [](Napi::Env env, CompiledLibrary &library) { return ToJs(env, library); });
}

Napi::Value MakePipeline(const Napi::CallbackInfo &call) {
  const auto backend = BackendsOf(call.Env()).FindCompiling(call[0].ToString());
  const PipelineRequest request = ToPipelineRequest(call[1].As<Napi::Object>());
  return DriverPromise<CompiledPipeline>::Run(
      call.Env(), [&](Settle<CompiledPipeline> settle) { backend->MakePipeline(request, std::move(settle)); },
      [](Napi::Env env, CompiledPipeline &pipeline) { return ToJs(env, pipeline); });
}

Napi::Value StorePipelines(const Napi::CallbackInfo &call) {
  using Count = size_t; // of devices
  return PromiseWorker<Count>::Run(
      call.Env(),
      [all = BackendsOf(call.Env()).All()] {
        for (const auto &[id, backend] : all)
          if (auto *compiling = dynamic_cast<CompilingBackend *>(backend.get()))
            compiling->StorePipelines();
        return all.size();
      },
      [](Napi::Env env, Count &) { return env.Undefined(); });
}

} // namespace

const std::vector<NamedCall> kCompilerCalls = {
    {"compile", Compile},
    {"pipeline", MakePipeline},
    {"storePipelines", StorePipelines},
};

} // namespace tilescope
