#include "diagnostics.h"

#include <regex>
#include <sstream>

namespace tilescope {
namespace {

// Metal's file name for a text that did not come from a file.
constexpr const char *kText = "program_source";

uint32_t ToNumber(const std::string &digits) { return static_cast<uint32_t>(std::stoul(digits)); }

std::string Trimmed(const std::string &text) {
  const size_t first = text.find_first_not_of(" \n\r\t");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \n\r\t") - first + 1);
}

} // namespace

std::vector<Diagnostic> ParseDiagnostics(const std::string &text, bool failed) {
  static const std::regex pattern("(.+?):([0-9]{1,9}):([0-9]{1,9}): (?:fatal )?(error|warning|note): (.*)");
  std::vector<Diagnostic> diagnostics;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, pattern))
      continue;
    diagnostics.push_back({.file = match[1] == kText ? "" : match[1].str(),
                           .severity = match[4],
                           .line = ToNumber(match[2]),
                           .column = ToNumber(match[3]),
                           .message = match[5]});
  }
  if (diagnostics.empty() && failed)
    diagnostics.push_back(
        {.file = "", .severity = "error", .line = 0, .column = 0, .message = Trimmed(text)});
  return diagnostics;
}

} // namespace tilescope
