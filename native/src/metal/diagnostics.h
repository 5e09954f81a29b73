#pragma once
#include "diagnostic.h"

#include <string>
#include <vector>

namespace tilescope {

// The compiler's messages in what Metal says about a text that it compiled:
//   program_source:3:5: error: use of undeclared identifier 'x'
// Lines without a place are of the message before them (the text that it is
// about, a caret) and left out. Notes follow what they are about. When no line
// has a place, all of it is one error without one, if `failed`.
std::vector<Diagnostic> ParseDiagnostics(const std::string &text, bool failed);

} // namespace tilescope
