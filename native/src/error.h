#pragma once
#include "diagnostic.h"

#include <napi.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace tilescope {

// The one error type of the addon. `code` is what callers branch on (the table
// is in native/error.ts); the message is for people.
class Error : public std::runtime_error {
public:
  Error(std::string code, const std::string &message, std::vector<Diagnostic> diagnostics = {});

  const std::string &Code() const { return code_; }
  const std::vector<Diagnostic> &Diagnostics() const { return diagnostics_; }

  // The JavaScript Error with `code` and `diagnostics`.
  Napi::Value ToJs(Napi::Env env) const;

private:
  std::string code_;
  std::vector<Diagnostic> diagnostics_;
};

// An Array of Diagnostic in native/msl/types.ts.
Napi::Value ToJs(Napi::Env env, const std::vector<Diagnostic> &diagnostics);

} // namespace tilescope
