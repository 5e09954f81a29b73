#pragma once
#include <cstdint>
#include <string>

namespace tilescope {

// A compiler's message about the user's text; see Diagnostic in
// native/msl/types.ts.
struct Diagnostic {
  std::string file;     // empty: the text itself
  std::string severity; // error, warning, note
  uint32_t line;        // from 1; 0 where no place is known, as the column
  uint32_t column;
  std::string message;
};

} // namespace tilescope
