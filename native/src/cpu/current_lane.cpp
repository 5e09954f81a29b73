#include "current_lane.h"

#ifdef __APPLE__
#include <pthread.h>
#endif

namespace tilescope {
namespace {

#ifdef __APPLE__
// Thread-specific data is in an array that starts at the thread pointer.
pthread_key_t Key() {
  static const pthread_key_t key = [] {
    pthread_key_t created;
    pthread_key_create(&created, nullptr);
    return created;
  }();
  return key;
}
#else
// Initial-exec: in every thread's static TLS block, at the same offset.
__attribute__((tls_model("initial-exec"))) thread_local MslLane *current;
#endif

} // namespace

#ifdef __APPLE__
MslLane *CurrentLane() { return static_cast<MslLane *>(pthread_getspecific(Key())); }
void SetCurrentLane(MslLane *lane) { pthread_setspecific(Key(), lane); }
msl_u64 CurrentLaneOffset() { return Key() * sizeof(void *); }
#else
MslLane *CurrentLane() { return current; }
void SetCurrentLane(MslLane *lane) { current = lane; }
msl_u64 CurrentLaneOffset() {
  return reinterpret_cast<msl_u64>(&current) - reinterpret_cast<msl_u64>(__builtin_thread_pointer());
}
#endif

} // namespace tilescope

MslRuntime msl_runtime = {.abi_version = MSL_ABI_VERSION,
                          .unused = 0,
                          .current_offset = tilescope::CurrentLaneOffset(),
                          .slow_sync = nullptr,
                          .end = nullptr,
                          .declare_variable = nullptr,
                          .staging = nullptr,
                          .wrong_scope = nullptr,
                          .access = nullptr,
                          .inactive_lane = nullptr,
                          .own_fault = nullptr,
                          .own = nullptr,
                          .arithmetic = nullptr,
                          .tensor = nullptr};
