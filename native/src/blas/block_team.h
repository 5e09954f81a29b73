#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace tilescope {

// Threads that take blocks of work from a shared counter until none are left. The calling thread is one of
// them.
class BlockTeam {
public:
  // `enter` runs once on each helper before its first block.
  BlockTeam(uint32_t threads, const std::function<void()> &enter);
  ~BlockTeam();
  BlockTeam(const BlockTeam &) = delete;
  BlockTeam &operator=(const BlockTeam &) = delete;

  // Calls work(block, thread) for each block below `blocks`, with `thread` below the number of threads, and
  // returns when all are done. `work` must not throw.
  void Run(uint32_t blocks, const std::function<void(uint32_t, uint32_t)> &work);

private:
  void Help(uint32_t thread);
  void TakeBlocks(uint32_t thread);

  std::vector<std::thread> helpers_;
  const std::function<void(uint32_t, uint32_t)> *work_ = nullptr; // null when the team ends
  uint32_t blocks_ = 0;
  std::atomic<uint32_t> next_{0};
  std::atomic<uint32_t> run_{0};
  std::atomic<uint32_t> busy_{0};
};

} // namespace tilescope
