#pragma once
#include "diagnostic.h"

#include <stdexcept>
#include <string>
#include <vector>

namespace tilescope {

// The one error type of the addon. `code` is what callers branch on (the table
// is in native/error.ts); the message is for people.
class Error : public std::runtime_error {
public:
  Error(std::string code, const std::string &message, std::vector<Diagnostic> diagnostics = {})
      : std::runtime_error(message), code_(std::move(code)), diagnostics_(std::move(diagnostics)) {}

  const std::string &Code() const { return code_; }
  const std::vector<Diagnostic> &Diagnostics() const { return diagnostics_; }

private:
  std::string code_;
  std::vector<Diagnostic> diagnostics_;
};

} // namespace tilescope
