#include "passes.h"

#include "gpu.h"
#include "validation.h"
#include "watchdog.h"

#include <utility>

namespace metal_double {

void Uses::Add(id object) {
  if (!object || !known_.insert((__bridge const void *)object).second)
    return;
  if (keeps_)
    kept_.push_back(object);
  else
    relied_on_.push_back(object);
}

void Uses::Check() const {
  for (const __weak id &object : relied_on_)
    Require(object != nil, "-[MTLCommandBuffer commit]",
            "a resource was released before the command buffer that refers to it had completed");
}

void Uses::Clear() {
  kept_.clear();
  relied_on_.clear();
  known_.clear();
}

void RunSteps(std::vector<Step> &steps) {
  // Consecutive dispatches run as one execution.
  std::vector<tilescope::Dispatch> together;
  for (Step &step : steps) {
    if (auto *dispatch = std::get_if<tilescope::Dispatch>(&step)) {
      together.push_back(std::move(*dispatch));
      continue;
    }
    RunOnGpu(std::exchange(together, {}));
    std::get<std::function<void()>>(step)();
    watchdog::Check();
  }
  RunOnGpu(std::move(together));
}

} // namespace metal_double
