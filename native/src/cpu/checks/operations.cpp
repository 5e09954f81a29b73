#include "operations.h"

#include <cmath>
#include <cstdio>

namespace tilescope {
namespace {

std::string TextOf(double value, bool integer) {
  if (!std::isfinite(value))
    return std::isnan(value) ? "NaN" : value < 0 ? "-infinity" : "infinity";
  char text[400];
  std::snprintf(text, sizeof text, integer ? "%.0f" : "%.7g", value);
  return text;
}

} // namespace

const Operation kOperations[] = {
    {"+", true, 2},      {"-", true, 2},      {"*", true, 2},         {"-", true, 1},
    {"/", true, 2},      {"tanh", false, 1},  {"sinh", false, 1},     {"cosh", false, 1},
    {"asinh", false, 1}, {"acosh", false, 1}, {"pow", false, 2},      {"powr", false, 2},
    {"isnan", false, 1}, {"isinf", false, 1}, {"isfinite", false, 1}, {"isnormal", false, 1},
};

std::string Operation::Text(double x, double y) const {
  const std::string first = TextOf(x, infix), second = TextOf(y, infix);
  if (infix)
    return operands == 2 ? first + " " + name + " " + second : std::string(name) + "(" + first + ")";
  return std::string(name) + "(" + first + (operands == 2 ? ", " + second : "") + ")";
}

} // namespace tilescope
