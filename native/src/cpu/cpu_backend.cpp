#include "cpu_backend.h"

#include "buffer.h"
#include "execution.h"
#include "peak.h"

#include <fstream>
#include <thread>
#ifdef __APPLE__
#include <sys/sysctl.h>
#endif

namespace tilescope {
namespace {

std::string CpuName() {
#ifdef __APPLE__
  char name[256];
  size_t bytes = sizeof name;
  if (sysctlbyname("machdep.cpu.brand_string", name, &bytes, nullptr, 0) == 0)
    return name;
#else
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name"))
      return line.substr(line.find(':') + 2);
#endif
  return "CPU";
}

} // namespace

DeviceInfo CpuBackend::Info() const {
  return {CpuName(), std::max(1u, std::thread::hardware_concurrency()), MSL_SIMD_WIDTH, MSL_MAX_LANES,
          MSL_MAX_THREADGROUP_BYTES};
}

std::shared_ptr<DeviceBuffer> CpuBackend::Allocate(size_t size_bytes) {
  return std::make_shared<CpuBuffer>(size_bytes);
}

uint64_t CpuBackend::Exclusively(const std::function<uint64_t()> &work) {
  const std::lock_guard lock(queue_);
  return work();
}

uint64_t CpuBackend::Execute(const Execution &execution) {
  const std::lock_guard lock(queue_);
  return RunExecution(team_, execution);
}

CheckReport CpuBackend::Check(const Execution &execution) {
  const std::lock_guard lock(queue_);
  return RunChecks(team_, execution);
}

double CpuBackend::Peak(uint32_t threads, uint32_t milliseconds) {
  const std::lock_guard lock(queue_);
  return MeasurePeak(team_, threads, milliseconds);
}

} // namespace tilescope
