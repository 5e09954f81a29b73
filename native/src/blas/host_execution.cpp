#include "host_execution.h"

#include "error.h"
#include "routine.h"

#include <mutex>

namespace tilescope {
namespace {

using Clock = std::chrono::steady_clock;

// A library call cannot be interrupted, so both are checked between duplicates.
void CheckLimits(const Execution &execution, Clock::time_point start) {
  execution.ThrowIfCancelled();
  if (execution.timeout.count() > 0 && Clock::now() - start > execution.timeout)
    throw Error("TIMED_OUT", "The routine did not finish within its time limit");
}

// Converts the data to the library's layout, and back on destruction.
class Preparation {
public:
  explicit Preparation(const std::vector<HostRoutine *> &routines) : routines_(routines) {
    for (HostRoutine *routine : routines_)
      routine->Prepare();
  }
  ~Preparation() {
    for (HostRoutine *routine : routines_)
      routine->Finish();
  }
  Preparation(const Preparation &) = delete;
  Preparation &operator=(const Preparation &) = delete;

private:
  const std::vector<HostRoutine *> &routines_;
};

} // namespace

Timing RunHostRoutines(const Execution &execution) {
  static std::mutex turn;
  const std::lock_guard lock(turn);
  std::vector<HostRoutine *> routines;
  for (const Work &work : execution.rotation)
    routines.push_back(static_cast<HostRoutine *>(work.routine.get()));
  const Preparation preparation(routines);
  for (HostRoutine *routine : routines)
    routine->Start(execution.threads);
  const auto start = Clock::now();
  for (uint32_t i = 0; i < execution.duplicates; i++) {
    CheckLimits(execution, start);
    routines[i % routines.size()]->Run();
  }
  const std::chrono::nanoseconds taken = Clock::now() - start;
  return {.wall_ns = static_cast<uint64_t>(taken.count()), .gpu_ns = {}, .encoder_ns = {}};
}

} // namespace tilescope
