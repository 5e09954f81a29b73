#pragma once
#include <string>

// What Metal's validation layer ends the process for, so does the double: "-[MTL… commit]: failed assertion:
// …".
namespace metal_double {

[[noreturn]] void Fail(const char *where, const std::string &why);

inline void Require(bool holds, const char *where, const std::string &why) {
  if (!holds)
    Fail(where, why);
}

} // namespace metal_double
