#include "cpu_backend.h"

#include "blas/host_routine.h"
#include "buffer.h"
#include "error.h"
#include "execution.h"
#include "blas/host_execution.h"
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

// Puts words into small buffers of their own, so that reading past them faults.
Execution WithWordsInBuffers(const Execution &execution) {
  Execution placed = execution;
  for (Work &work : placed.rotation) {
    for (Dispatch &dispatch : work.dispatches) {
      for (const WordsBinding &binding : dispatch.words) {
        const std::span bytes = std::as_bytes(std::span(binding.words));
        auto buffer = std::make_shared<CpuBuffer>(bytes.size(), Placement::kEnd);
        buffer->Write(0, bytes);
        dispatch.buffers.push_back({binding.index, buffer});
      }
      dispatch.words.clear();
    }
  }
  return placed;
}

} // namespace

DeviceInfo CpuBackend::Info() {
  return {.name = CpuName(),
          .threads = std::max(1u, std::thread::hardware_concurrency()),
          .simd_width = MSL_SIMD_WIDTH,
          .max_threads_per_threadgroup = MSL_MAX_LANES,
          .max_threadgroup_bytes = MSL_MAX_THREADGROUP_BYTES,
          .gpu = {}};
}

std::shared_ptr<DeviceBuffer> CpuBackend::Allocate(size_t size_bytes, Storage, Placement placement) {
  return std::make_shared<CpuBuffer>(size_bytes, placement);
}

Timing CpuBackend::Execute(const Execution &execution) {
  if (execution.encoding == Encoding::kIndirect)
    throw Error("UNSUPPORTED", "encoding = indirect: expected direct on the cpu");
  const std::lock_guard lock(queue_);
  if (execution.rotation.front().routine)
    return RunHostRoutines(execution);
  return RunExecution(team_, WithWordsInBuffers(execution));
}

std::optional<std::string> CpuBackend::RoutineReason(const std::string &name) const {
  return HostRoutineReason(name);
}

std::shared_ptr<Routine> CpuBackend::MakeRoutine(const RoutineSpec &spec) { return MakeHostRoutine(spec); }

CheckReport CpuBackend::Check(const Execution &execution) {
  const std::lock_guard lock(queue_);
  return RunChecks(team_, WithWordsInBuffers(execution));
}

double CpuBackend::Peak(uint32_t threads, uint32_t milliseconds) {
  const std::lock_guard lock(queue_);
  return MeasurePeak(team_, threads, milliseconds);
}

} // namespace tilescope
