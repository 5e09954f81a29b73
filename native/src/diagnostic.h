#pragma once
#include <cstdint>
#include <string>

namespace tilescope {

// A compiler's message about the user's text; see Diagnostic in native/msl/types.ts.
struct Diagnostic {
  std::string file;     // empty for the text itself
  std::string severity; // error, warning, note
  uint32_t line;        // from 1, like the column; 0 if unknown
  uint32_t column;
  std::string message;
};

} // namespace tilescope
