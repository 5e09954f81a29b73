#pragma once
#include <cstdarg>
#include <string>

namespace foundation_double {

// As printf, with %@ for the description of an object.
std::string Format(const char *format, va_list arguments);

} // namespace foundation_double
