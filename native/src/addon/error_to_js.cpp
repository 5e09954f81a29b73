#include "error_to_js.h"

namespace tilescope {

Napi::Value ToJs(Napi::Env env, const Error &error) {
  Napi::Object object = Napi::Error::New(env, error.what()).Value();
  object.Set("code", error.Code());
  object.Set("diagnostics", ToJs(env, error.Diagnostics()));
  return object;
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
