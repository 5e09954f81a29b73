#include "compilation.h"

#include "front_end.h"

namespace metal_double {
namespace {

Json ToJson(const Request &request) {
  Json::Object options;
  if (!request.language_version.empty())
    options["languageVersion"] = request.language_version;
  Json::Object defines;
  for (const auto &[name, value] : request.defines)
    defines[name] = value;
  options["defines"] = defines;
  if (request.constants) {
    Json::Object constants;
    for (const auto &[index, constant] : *request.constants)
      constants[std::to_string(index)] = Json::Object{{"type", constant.type}, {"value", constant.value}};
    options["constants"] = constants;
  }
  if (!request.kernels.empty())
    options["kernels"] = Json::Array(request.kernels.begin(), request.kernels.end());
  return Json::Object{{"source", request.source}, {"options", options}};
}

CompiledKernel ToKernel(const Json &json) {
  const std::string symbol = json["symbol"].String();
  const Json &follower = json["followerSymbol"];
  CompiledKernel kernel{.name = json["name"].String(),
                        .symbol = symbol,
                        .follower_symbol = follower.IsNull() ? symbol : follower.String(),
                        .loops = json["mode"].String() == "loop",
                        .multiplies_matrices = json["multipliesMatrices"].Boolean(),
                        .max_threads = 0,
                        .threadgroup_bytes = 0,
                        .arguments = {}};
  if (!json["maxThreadsPerThreadgroup"].IsNull())
    kernel.max_threads = static_cast<uint32_t>(json["maxThreadsPerThreadgroup"].Number());
  if (!json["threadgroupBytes"].IsNull())
    kernel.threadgroup_bytes = static_cast<uint32_t>(json["threadgroupBytes"].Number());
  for (const Json &argument : json["arguments"].Elements()) {
    const Json &access = argument["access"];
    kernel.arguments.push_back(
        {argument["name"].String(), argument["kind"].String(), static_cast<int>(argument["index"].Number()),
         !access.IsNull() && access.String() == "read-write", argument.Has("isTensor")});
  }
  return kernel;
}

Compiled ToCompiled(const Json &json) {
  Compiled compiled;
  compiled.key = json["key"].String();
  for (const Json &kernel : json["kernels"].Elements())
    compiled.kernels.push_back(ToKernel(kernel));
  for (const Json &constant : json["functionConstants"].Elements())
    compiled.constants.push_back({static_cast<uint32_t>(constant["index"].Number()),
                                  constant["name"].String(), constant["type"].String()});
  if (!json["object"].IsNull())
    compiled.object = json["object"].String();
  return compiled;
}

} // namespace

Answer Compile(const Request &request) {
  const Json answer = AskFrontEnd(ToJson(request));
  if (answer.Has("errors"))
    return {nullptr, answer["errors"].String()};
  return {std::make_shared<Compiled>(ToCompiled(answer["library"])), answer["warnings"].String()};
}

} // namespace metal_double
