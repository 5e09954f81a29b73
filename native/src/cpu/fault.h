#pragma once
#include <csignal>
#include <memory>

namespace tilescope {

// While one lives, a memory or arithmetic fault of a lane on this thread gives
// up its threadgroup with a coded error instead of ending the process. Faults
// of anything else go to whoever handled them before.
class FaultScope {
public:
  FaultScope();
  ~FaultScope();
  FaultScope(const FaultScope &) = delete;
  FaultScope &operator=(const FaultScope &) = delete;

private:
  // The handler needs a stack of its own: a lane's may be what has overflowed.
  std::unique_ptr<char[]> stack_;
  stack_t previous_;
};

} // namespace tilescope
