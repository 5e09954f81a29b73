#pragma once
#include "diagnostic.h"

#include <stdexcept>
#include <string>
#include <vector>

namespace tilescope {

// The addon's only error type. Callers branch on the code (see native/error.ts); the message is for people.
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
