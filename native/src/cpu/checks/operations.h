#pragma once
#include "msl/abi.h"

#include <string>

namespace tilescope {

// Arithmetic that the runtime is told of, see MslArithmetic.
struct Operation {
  const char *name;
  bool infix; // an operator of integers; otherwise a function
  int operands;

  // "2147483647 + 1", "tanh(50)"
  std::string Text(double x, double y) const;
};

// By MslOperation.
extern const Operation kOperations[];

} // namespace tilescope
