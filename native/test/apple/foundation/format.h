#pragma once
#include <cstdarg>
#include <string>

namespace foundation_double {

// Like printf, with %@ for an object's description.
std::string Format(const char *format, va_list arguments);

} // namespace foundation_double
