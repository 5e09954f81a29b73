#pragma once
#include <napi.h>

#include <optional>
#include <stdexcept>
#include <string>

namespace tilescope {

// A place in the user's MSL text.
struct SourcePosition {
  uint32_t line;
  uint32_t column;
};

// The one error type of the addon. `code` is what callers branch on (the table
// is in native/error.ts); the message is for people.
class Error : public std::runtime_error {
public:
  Error(std::string code, const std::string &message, std::optional<SourcePosition> position = std::nullopt);

  const std::string &Code() const { return code_; }
  const std::optional<SourcePosition> &Position() const { return position_; }

  // The JavaScript Error with `code` and, where known, `line` and `column`.
  Napi::Value ToJs(Napi::Env env) const;

private:
  std::string code_;
  std::optional<SourcePosition> position_;
};

} // namespace tilescope
