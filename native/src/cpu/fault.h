#pragma once
#include <csignal>
#include <memory>

namespace tilescope {

// During its lifetime, a memory or arithmetic fault of a lane on this thread aborts the threadgroup with a
// coded error instead of ending the process. Other faults go to the previous handlers.
class FaultScope {
public:
  FaultScope();
  ~FaultScope();
  FaultScope(const FaultScope &) = delete;
  FaultScope &operator=(const FaultScope &) = delete;

private:
  // The handler needs its own stack, because a lane's may have overflowed.
  std::unique_ptr<char[]> stack_;
  stack_t previous_;
};

} // namespace tilescope
