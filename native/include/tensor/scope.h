// Execution scopes: the threads that carry out an operation together.
#pragma once
namespace metal {
template <size_t Size> struct execution_simdgroups {
  static_assert(Size != 0, "execution_simdgroups: there must be at least one SIMD-group");
  static constexpr const __global size_t static_size = Size;
  constexpr MSL_FUNCTION uint size() const { return Size; }
};
template <size_t Size> struct execution_threads {
  static_assert(Size == 1, "execution_threads: only a single thread is supported");
  static constexpr const __global size_t static_size = Size;
  constexpr MSL_FUNCTION uint size() const { return Size; }
};
using execution_simdgroup = execution_simdgroups<1>;
using execution_thread = execution_threads<1>;
} // namespace metal
namespace msl {
template <class T> constexpr const __global bool is_scope = false;
template <size_t Size> constexpr const __global bool is_scope<metal::execution_simdgroups<Size>> = true;
template <size_t Size> constexpr const __global bool is_scope<metal::execution_threads<Size>> = true;

// Where the threads of a scope meet, and which of them carries out what they do as a whole.
template <class T> struct Execution {
  static constexpr int simdgroups = 1, lanes = 1; // of a scope that there is none of: another message says so
};
template <size_t Size> struct Execution<metal::execution_simdgroups<Size>> {
  static constexpr int simdgroups = (int)Size, lanes = MSL_SIMD_WIDTH * (int)Size;
  static MSL_FUNCTION int rank() { return Size == 1 ? msl_current_lane()->lane : msl_current_lane()->index; }
  static MSL_FUNCTION bool leads() { return !msl_is_follower() && rank() == 0; }
  // Which staging memory: each SIMD-group has its own, and so has the threadgroup.
  static MSL_FUNCTION uint place() {
    return Size == 1 ? msl_current_lane()->simdgroup->index : MSL_MAX_SIMDGROUPS;
  }
  // Returns when all have arrived; the one that leads resumes first, unless there are checks. It orders no
  // memory.
  static MSL_FUNCTION void meet(msl_site site) {
    MslLane *lane = msl_current_lane();
    if constexpr (Size == 1)
      msl_sync_simdgroup(lane, site | MSL_SITE_OPERATION);
    else
      msl_sync_threadgroup(lane, site | MSL_SITE_OPERATION);
  }
  // Ends the kernel if there are other threads than the operation is for.
  static MSL_FUNCTION void require(msl_site site) {
    const MslLane *lane = msl_current_lane();
    const uint found = Size == 1 ? 1 : lane->threadgroup->simdgroup_count;
    if (__builtin_expect(found != Size || lane->simdgroup->lanes != MSL_SIMD_WIDTH, 0))
      msl_wrong_scope(lane, site, Size);
  }
};
template <> struct Execution<metal::execution_thread> {
  static constexpr int simdgroups = 1, lanes = 1;
  static MSL_FUNCTION int rank() { return 0; }
  static MSL_FUNCTION bool leads() { return true; }
  static MSL_FUNCTION uint place() { return MSL_MAX_SIMDGROUPS + 1; }
  static MSL_FUNCTION void meet(msl_site) {}
  static MSL_FUNCTION void require(msl_site) {}
};
} // namespace msl
