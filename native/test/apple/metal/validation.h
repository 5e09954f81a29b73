#pragma once
#include <string>

// Like Metal's validation layer, the double ends the process for misuse: "-[MTL… commit]: failed assertion:
// …".
namespace metal_double {

[[noreturn]] void Fail(const char *where, const std::string &why);

inline void Require(bool holds, const char *where, const std::string &why) {
  if (!holds)
    Fail(where, why);
}

} // namespace metal_double
