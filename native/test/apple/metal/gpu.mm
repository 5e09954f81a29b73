#include "gpu.h"

#include "cpu/execution.h"
#include "watchdog.h"

#include <chrono>
#include <mutex>
#include <thread>

namespace metal_double {
namespace {

struct Gpu {
  std::mutex busy;
  tilescope::Team team;
};

} // namespace

void RunOnGpu(std::vector<tilescope::Dispatch> dispatches) {
  static auto *const gpu = new Gpu; // its threads may run kernels until the process ends
  static const auto never = std::make_shared<tilescope::CancelFlag>(false);
  if (dispatches.empty())
    return;
  tilescope::Execution execution{};
  execution.rotation.push_back({std::move(dispatches), nullptr});
  execution.duplicates = 1;
  execution.threads = std::max(1u, std::thread::hardware_concurrency());
  execution.cancelled = never;
  const std::lock_guard lock(gpu->busy);
  execution.timeout = watchdog::TimeLeft();
  tilescope::RunExecution(gpu->team, execution);
}

void LetOthersUseTheGpu() {
  const char *text = std::getenv("TILESCOPE_DOUBLE_GAP_MS");
  std::this_thread::sleep_for(std::chrono::milliseconds(text ? std::strtol(text, nullptr, 10) : 0));
}

uint64_t NowNanoseconds() {
  return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

CFTimeInterval NowSeconds() { return static_cast<double>(NowNanoseconds()) * 1e-9; }

} // namespace metal_double
