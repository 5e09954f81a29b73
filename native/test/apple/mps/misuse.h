#pragma once
#include <cstdio>
#include <cstdlib>
#include <string>

// Where Apple's libraries end the process with a failed assertion, so does the
// double.
[[noreturn]] inline void Misuse(const std::string &what) {
  fprintf(stderr, "-[MPSDouble] failed assertion: %s\n", what.c_str());
  abort();
}
