#include "error.h"

namespace tilescope {

Error::Error(std::string code, const std::string &message, std::optional<SourcePosition> position)
    : std::runtime_error(message), code_(std::move(code)), position_(position) {}

Napi::Value Error::ToJs(Napi::Env env) const {
  Napi::Object error = Napi::Error::New(env, what()).Value();
  error.Set("code", code_);
  if (position_) {
    error.Set("line", position_->line);
    error.Set("column", position_->column);
  }
  return error;
}

} // namespace tilescope
