#pragma once
#include <chrono>

// macOS's GPU watchdog: it stops a command buffer that holds the GPU for longer than
// TILESCOPE_DOUBLE_WATCHDOG_MS, and after three of them ignores all that the process submits. The variable is
// read as each command buffer begins; counting restarts when it changes.
namespace metal_double::watchdog {

// The calling thread begins a command buffer. Returns whether that is ignored.
bool Begin();

// What is left to the calling thread's command buffer: at least 1 ms, or 0 if there is no limit.
std::chrono::milliseconds TimeLeft();

// Throws tilescope::Error TIMED_OUT if the time of the calling thread's command buffer is over.
void Check();

// A command buffer has been stopped.
void CountOffence();

} // namespace metal_double::watchdog
