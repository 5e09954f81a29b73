#pragma once
#include "backend.h"

namespace tilescope {

// Services of the operating system, implemented in src/metal on macOS and in platform_without_metal.cpp
// elsewhere.

// The system's GPUs, the default one first.
std::vector<std::shared_ptr<Backend>> SystemGpus();

// See Conditions in native/types/device.ts.
struct Conditions {
  std::optional<std::string> thermal_state;
  std::optional<bool> low_power_mode;
  std::optional<std::string> power_source;
};

// Nothing if the system provides none of them.
std::optional<Conditions> SystemConditions();

// Keeps the system from slowing down, napping or sleeping until it is destroyed.
class Activity {
public:
  virtual ~Activity() = default;
};

std::shared_ptr<Activity> BeginSystemActivity(const std::string &reason);

} // namespace tilescope
