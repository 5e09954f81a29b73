#pragma once
#include "diagnostic.h"

#include <string>
#include <vector>

namespace tilescope {

// Parses Metal's description of a compilation:
//   program_source:3:5: error: use of undeclared identifier 'x'
// Lines without a position belong to the message before them (an excerpt, a caret) and are omitted. Notes
// follow the message they refer to. If no line has a position and the compilation `failed`, the whole text is
// one error.
std::vector<Diagnostic> ParseDiagnostics(const std::string &text, bool failed);

} // namespace tilescope
