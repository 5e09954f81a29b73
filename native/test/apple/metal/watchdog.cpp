#include "watchdog.h"

#include "error.h"

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string>

namespace metal_double::watchdog {
namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned kTolerated = 3;

std::mutex mutex;
std::string setting; // for which the offences were counted
unsigned offences = 0;

thread_local std::optional<Clock::time_point> deadline;

} // namespace

bool Begin() {
  const char *variable = std::getenv("TILESCOPE_DOUBLE_WATCHDOG_MS");
  const std::string value = variable ? variable : "";
  const std::chrono::milliseconds limit(std::strtol(value.c_str(), nullptr, 10));
  deadline = limit.count() > 0 ? std::optional(Clock::now() + limit) : std::nullopt;
  const std::lock_guard lock(mutex);
  if (value != setting)
    offences = 0;
  setting = value;
  return offences >= kTolerated;
}

std::chrono::milliseconds TimeLeft() {
  if (!deadline)
    return {};
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - Clock::now());
  return std::max(left, std::chrono::milliseconds(1));
}

void Check() {
  if (deadline && Clock::now() > *deadline)
    throw tilescope::Error("TIMED_OUT", "The command buffer took too long");
}

void CountOffence() {
  const std::lock_guard lock(mutex);
  offences++;
}

} // namespace metal_double::watchdog
