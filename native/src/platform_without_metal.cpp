#include "platform.h"

#if !defined(TILESCOPE_METAL)

namespace tilescope {

std::vector<std::shared_ptr<Backend>> SystemGpus() { return {}; }

std::optional<Conditions> SystemConditions() { return {}; }

// Other systems do not throttle processes without a window in front.
std::shared_ptr<Activity> BeginSystemActivity(const std::string &) { return std::make_shared<Activity>(); }

} // namespace tilescope

#endif
