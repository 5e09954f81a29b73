#include "error.h"

namespace tilescope {

Error::Error(std::string code, const std::string &message, std::vector<Diagnostic> diagnostics)
    : std::runtime_error(message), code_(std::move(code)), diagnostics_(std::move(diagnostics)) {}

Napi::Value Error::ToJs(Napi::Env env) const {
  Napi::Object error = Napi::Error::New(env, what()).Value();
  error.Set("code", code_);
  error.Set("diagnostics", tilescope::ToJs(env, diagnostics_));
  return error;
}

Napi::Value ToJs(Napi::Env env, const std::vector<Diagnostic> &diagnostics) {
  Napi::Array array = Napi::Array::New(env, diagnostics.size());
  for (uint32_t i = 0; i < diagnostics.size(); i++) {
    const Diagnostic &diagnostic = diagnostics[i];
    Napi::Object object = Napi::Object::New(env);
    object.Set("file", diagnostic.file.empty() ? env.Null() : Napi::String::New(env, diagnostic.file));
    object.Set("severity", diagnostic.severity);
    object.Set("line", diagnostic.line);
    object.Set("column", diagnostic.column);
    object.Set("message", diagnostic.message);
    array.Set(i, object);
  }
  return array;
}

} // namespace tilescope
