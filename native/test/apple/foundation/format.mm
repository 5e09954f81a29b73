#include "format.h"

#import <Foundation/Foundation.h>

#include <cstdio>
#include <cstdlib>

namespace foundation_double {
namespace {

template <class T> std::string Print(const std::string &conversion, T value) {
  const int length = std::snprintf(nullptr, 0, conversion.c_str(), value);
  std::string text(static_cast<size_t>(length), '\0');
  std::snprintf(text.data(), text.size() + 1, conversion.c_str(), value);
  return text;
}

bool IsAnyOf(char c, const char *set) { return c && std::string_view(set).find(c) != std::string_view::npos; }

// va_list by reference, because all readers advance it.
struct Arguments {
  va_list list;
};

std::string PrintNext(const std::string &conversion, Arguments &from) {
  const char kind = conversion.back();
  const bool is_long = conversion.find_first_of("lzjtq") != std::string::npos;
  if (kind == '@') {
    id object = va_arg(from.list, id);
    return object ? [object description].UTF8String : "(null)";
  }
  if (kind == 's')
    return Print(conversion, va_arg(from.list, const char *));
  if (kind == 'p')
    return Print(conversion, va_arg(from.list, void *));
  if (IsAnyOf(kind, "fFeEgG"))
    return Print(conversion, va_arg(from.list, double));
  if (IsAnyOf(kind, "diuxXoc"))
    return is_long ? Print(conversion, va_arg(from.list, long)) : Print(conversion, va_arg(from.list, int));
  std::fprintf(stderr, "Foundation double: unsupported format %s\n", conversion.c_str());
  std::abort();
}

} // namespace

std::string Format(const char *format, va_list arguments) {
  Arguments from;
  va_copy(from.list, arguments);
  std::string text;
  for (const char *at = format; *at; at++) {
    if (*at != '%') {
      text += *at;
    } else if (at[1] == '%') {
      text += *++at;
    } else {
      std::string conversion = "%";
      while (IsAnyOf(at[1], "0123456789.+- #lhzjtq"))
        conversion += *++at;
      conversion += *++at;
      text += PrintNext(conversion, from);
    }
  }
  va_end(from.list);
  return text;
}

} // namespace foundation_double
