#include "fault.h"

#include "current_lane.h"
#include "watchdog.h"
#include "worker.h"

#include <dlfcn.h>
#include <mutex>
#include <sys/ucontext.h>

namespace tilescope {
namespace {

constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, Watchdog::kSignal};
constexpr size_t kSignalStackBytes = size_t{64} << 10;

struct sigaction previous_actions[NSIG];

// Makes the thread continue in `context` when the handler returns, as if the lane had switched to it.
void Resume(ucontext_t &machine, const MslLane &context) {
  const auto word = [](void *value) { return reinterpret_cast<uintptr_t>(value); };
#if defined(__linux__) && defined(__x86_64__)
  greg_t *registers = machine.uc_mcontext.gregs;
  registers[REG_RSP] = static_cast<greg_t>(word(context.stack));
  registers[REG_RIP] = static_cast<greg_t>(word(context.resume));
  registers[REG_RBP] = static_cast<greg_t>(word(context.frame));
  registers[REG_RBX] = static_cast<greg_t>(word(context.base));
#elif defined(__linux__) && defined(__aarch64__)
  machine.uc_mcontext.sp = word(context.stack);
  machine.uc_mcontext.pc = word(context.resume);
  machine.uc_mcontext.regs[29] = word(context.frame);
  machine.uc_mcontext.regs[19] = word(context.base);
#elif defined(__APPLE__) && defined(__x86_64__)
  auto &registers = machine.uc_mcontext->__ss;
  registers.__rsp = word(context.stack);
  registers.__rip = word(context.resume);
  registers.__rbp = word(context.frame);
  registers.__rbx = word(context.base);
#elif defined(__APPLE__) && defined(__aarch64__)
  auto &registers = machine.uc_mcontext->__ss;
  registers.__sp = word(context.stack);
  registers.__pc = word(context.resume);
  registers.__fp = word(context.frame);
  registers.__x[19] = word(context.base);
#endif
}

const void *CodeAddress(const ucontext_t &machine) {
#if defined(__linux__) && defined(__x86_64__)
  return reinterpret_cast<const void *>(machine.uc_mcontext.gregs[REG_RIP]);
#elif defined(__linux__) && defined(__aarch64__)
  return reinterpret_cast<const void *>(machine.uc_mcontext.pc);
#elif defined(__APPLE__) && defined(__x86_64__)
  return reinterpret_cast<const void *>(machine.uc_mcontext->__ss.__rip);
#elif defined(__APPLE__) && defined(__aarch64__)
  return reinterpret_cast<const void *>(machine.uc_mcontext->__ss.__pc);
#endif
}

void CallPrevious(int signal, siginfo_t *info, void *machine) {
  const struct sigaction &previous = previous_actions[signal];
  if (previous.sa_flags & SA_SIGINFO)
    previous.sa_sigaction(signal, info, machine);
  else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN)
    previous.sa_handler(signal);
  else // the instruction faults again and gets the default action
    sigaction(signal, &previous, nullptr);
}

void Handle(int signal, siginfo_t *info, void *machine) {
  MslLane *lane = CurrentLane();
  auto *worker = lane ? static_cast<Worker *>(lane->threadgroup) : nullptr;
  const bool in_lane = worker && lane != worker->OwnContext();
  auto &context = *static_cast<ucontext_t *>(machine);
  const void *code = CodeAddress(context);
  // Only the kernel's own code is interrupted, because the runtime may be in an inconsistent state.
  if (signal == Watchdog::kSignal && !(in_lane && worker->Expire() && worker->Kernel().Contains(code)))
    return;
  if (!in_lane)
    return CallPrevious(signal, info, machine);
  worker->RecordFault({signal, static_cast<const std::byte *>(info->si_addr), code, lane->index});
  SetCurrentLane(worker->OwnContext());
  Resume(context, *worker->OwnContext());
}

// The handlers are never removed, so their code must stay loaded, although Node unloads an addon with the
// last JavaScript thread that uses it.
void StayLoaded() {
  Dl_info self;
  if (dladdr(reinterpret_cast<void *>(&Handle), &self))
    dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
}

void InstallHandlers() {
  StayLoaded();
  for (const int signal : kSignals) {
    struct sigaction action = {};
    action.sa_sigaction = &Handle;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, &previous_actions[signal]);
  }
}

} // namespace

FaultScope::FaultScope() : stack_(std::make_unique<char[]>(kSignalStackBytes)) {
  static std::once_flag installed;
  std::call_once(installed, InstallHandlers);
  stack_t stack = {};
  stack.ss_sp = stack_.get();
  stack.ss_size = kSignalStackBytes;
  sigaltstack(&stack, &previous_);
}

FaultScope::~FaultScope() { sigaltstack(&previous_, nullptr); }

} // namespace tilescope
