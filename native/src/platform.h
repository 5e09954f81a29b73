#pragma once
#include "backend.h"
#include "activity.h"

namespace tilescope {

// What the operating system offers. On macOS src/metal implements it, elsewhere
// platform_without_metal.cpp.

// The system's GPUs, the default one first.
std::vector<std::shared_ptr<Backend>> SystemGpus();

// See Conditions in native/types.ts; nothing where the system does not say.
struct Conditions {
  std::optional<std::string> thermal_state;
  std::optional<bool> low_power_mode;
  std::optional<std::string> power_source;
};

// Nothing where the system has no such notion at all.
std::optional<Conditions> SystemConditions();

// Asks the system not to slow down, nap or sleep as long as it lives.
std::shared_ptr<Activity> BeginSystemActivity(const std::string &reason);

} // namespace tilescope
