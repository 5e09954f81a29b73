#include "backends.h"

#include "platform.h"

namespace tilescope {

Backends::Backends() {
  for (const std::shared_ptr<Backend> &gpu : SystemGpus())
    all_.push_back({all_.empty() ? "metal" : "metal-" + std::to_string(all_.size() + 1), gpu});
  all_.push_back({"cpu", cpu_});
}

std::shared_ptr<Backends> Backends::Shared() {
  static std::mutex mutex;
  static std::weak_ptr<Backends> shared;
  const std::lock_guard lock(mutex);
  auto backends = shared.lock();
  if (!backends)
    shared = backends = std::shared_ptr<Backends>(new Backends);
  return backends;
}

std::shared_ptr<Backend> Backends::Find(const std::string &id) const {
  std::string known;
  for (const Named &named : all_) {
    if (named.id == id)
      return named.backend;
    known += (known.empty() ? "" : ", ") + named.id;
  }
  throw Error("UNKNOWN_DEVICE", "There is no device \"" + id + "\"; available: " + known);
}

std::shared_ptr<CompilingBackend> Backends::FindCompiling(const std::string &id) const {
  auto backend = std::dynamic_pointer_cast<CompilingBackend>(Find(id));
  if (!backend)
    throw Error("UNKNOWN_DEVICE", "Device \"" + id + "\" has no driver that compiles MSL");
  return backend;
}

} // namespace tilescope
