#include "validation.h"

#include <cstdio>
#include <cstdlib>

void metal_double::Fail(const char *where, const std::string &why) {
  std::fprintf(stderr, "%s: failed assertion: %s\n", where, why.c_str());
  std::abort();
}
