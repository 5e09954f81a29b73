#pragma once

namespace tilescope {

// Keeps what it stands for going until it is destroyed; see platform.h.
class Activity {
public:
  virtual ~Activity() = default;
};

} // namespace tilescope
