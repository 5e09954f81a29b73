#pragma once
#include "compiler.h"
#include "cpu/cpu_backend.h"

namespace tilescope {

// The machine's devices: its GPUs, the default one first, then the CPU.
class Backends {
public:
  // Shared by all JavaScript threads of the process; the devices' own threads end with the last of those.
  static std::shared_ptr<Backends> Shared();

  // Throws UNKNOWN_DEVICE.
  std::shared_ptr<Backend> Find(const std::string &id) const;
  std::shared_ptr<CpuBackend> Cpu() const { return cpu_; }
  // Finds a GPU. Throws UNKNOWN_DEVICE, also for the CPU.
  std::shared_ptr<CompilingBackend> FindCompiling(const std::string &id) const;

  struct Named {
    std::string id; // see NativeDevice in native/types/device.ts
    std::shared_ptr<Backend> backend;
  };
  const std::vector<Named> &All() const { return all_; }

private:
  Backends();

  const std::shared_ptr<CpuBackend> cpu_ = std::make_shared<CpuBackend>();
  std::vector<Named> all_;
};

} // namespace tilescope
