#pragma once
#include <cstdio>
#include <cstdlib>
#include <string>

// Like Apple's libraries, the double ends the process with a failed assertion.
[[noreturn]] inline void Misuse(const std::string &what) {
  fprintf(stderr, "-[MPSDouble] failed assertion: %s\n", what.c_str());
  abort();
}
