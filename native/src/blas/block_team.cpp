#include "block_team.h"

namespace tilescope {

BlockTeam::BlockTeam(uint32_t threads, const std::function<void()> &enter) {
  for (uint32_t thread = 1; thread < threads; thread++)
    helpers_.emplace_back([this, thread, enter] {
      enter();
      Help(thread);
    });
}

BlockTeam::~BlockTeam() {
  work_ = nullptr;
  run_.fetch_add(1, std::memory_order_release);
  run_.notify_all();
  for (std::thread &helper : helpers_)
    helper.join();
}

void BlockTeam::Run(uint32_t blocks, const std::function<void(uint32_t, uint32_t)> &work) {
  work_ = &work;
  blocks_ = blocks;
  next_.store(0, std::memory_order_relaxed);
  busy_.store(static_cast<uint32_t>(helpers_.size()), std::memory_order_relaxed);
  run_.fetch_add(1, std::memory_order_release);
  run_.notify_all();
  TakeBlocks(0);
  for (uint32_t busy; (busy = busy_.load(std::memory_order_acquire)) != 0;)
    busy_.wait(busy, std::memory_order_acquire);
}

void BlockTeam::Help(uint32_t thread) {
  for (uint32_t run = 0;; run++) {
    run_.wait(run, std::memory_order_acquire);
    if (!work_)
      return;
    TakeBlocks(thread);
    if (busy_.fetch_sub(1, std::memory_order_acq_rel) == 1)
      busy_.notify_one();
  }
}

void BlockTeam::TakeBlocks(uint32_t thread) {
  for (;;) {
    const uint32_t block = next_.fetch_add(1, std::memory_order_relaxed);
    if (block >= blocks_)
      return;
    (*work_)(block, thread);
  }
}

} // namespace tilescope
