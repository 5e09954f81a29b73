#include "atomic_order.h"

#include <vector>

namespace tilescope {

void AtomicOrder::Clear() {
  uses_.clear();
  used_by_.clear();
  known_.clear();
}

void AtomicOrder::Operate(const void *address, uint32_t group, const AtomicRelease &release) {
  now_++;
  const auto [at, first_time] = uses_[address].try_emplace(group, Use{release, now_, now_});
  if (first_time) {
    used_by_[group].insert(address);
    return;
  }
  Use &use = at->second;
  const bool same_thread = use.release.thread == release.thread;
  use.release = release;
  if (!same_thread)
    use.release.thread = AtomicRelease::kSeveralThreads;
  use.last = now_;
}

// Collects what a threadgroup knows of others, directly and transitively. Done on demand, because most atomic
// operations order nothing that is ever asked about.
void AtomicOrder::Learn(uint32_t group) {
  auto &known = known_[group];
  known.clear();
  std::vector<uint32_t> open = {group};
  while (!open.empty()) {
    const uint32_t via = open.back();
    open.pop_back();
    for (const void *address : used_by_[via]) {
      const Uses &uses = uses_[address];
      const Use &own = uses.at(via);
      for (const auto &[other, use] : uses)
        if (other != via && use.first < own.last && known.try_emplace(other, use.release).second)
          open.push_back(other);
    }
  }
}

bool AtomicOrder::Orders(uint32_t before, uint32_t after, uint32_t epoch, uint32_t thread) {
  if (used_by_.find(after) == used_by_.end())
    return false;
  const auto covers = [&] {
    const auto &known = known_[after];
    const auto release = known.find(before);
    return release != known.end() && release->second.Covers(epoch, thread);
  };
  if (covers())
    return true;
  Learn(after);
  return covers();
}

} // namespace tilescope
