#pragma once
#include "error.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tilescope {

class Routine;
struct RoutineSpec;

struct Extent3 {
  uint32_t x, y, z;
  uint64_t Count() const { return uint64_t{x} * y * z; }
};

// What Metal and the system say of a GPU; see GpuDescription in native/types.ts.
struct GpuInfo {
  std::optional<std::string> family;
  std::optional<std::string> metal;
  bool unified_memory;
  uint64_t working_set_bytes;
  std::optional<uint32_t> core_count;
  std::optional<std::string> os_build;
  bool counter_sampling;
};

struct DeviceInfo {
  std::string name;
  std::optional<uint32_t> threads; // a processor's
  uint32_t simd_width;
  uint32_t max_threads_per_threadgroup;
  uint32_t max_threadgroup_bytes;
  std::optional<GpuInfo> gpu; // nothing of a processor
};

enum class Storage { kShared, kPrivate };

// Memory that kernels read and write. Zeroed at first.
class DeviceBuffer {
public:
  virtual ~DeviceBuffer() = default;
  virtual size_t SizeBytes() const = 0;
  // Null when the processor does not see the memory (Storage::kPrivate).
  virtual std::byte *Data() = 0;
  // Copies to and from memory that the processor does not see. The range lies
  // in the buffer. They take long: called on worker threads.
  virtual void Write(size_t offset, std::span<const std::byte> from) {
    std::memcpy(Data() + offset, from.data(), from.size());
  }
  virtual void Read(size_t offset, std::span<std::byte> to) {
    std::memcpy(to.data(), Data() + offset, to.size());
  }
};

// A function that is ready to run.
class DeviceKernel {
public:
  virtual ~DeviceKernel() = default;
};

struct BufferBinding {
  uint32_t index;
  std::shared_ptr<DeviceBuffer> buffer;
  size_t offset = 0; // bytes; what the kernel sees begins there
};

// A few 32-bit words by value.
struct WordsBinding {
  uint32_t index;
  std::vector<uint32_t> words;
};

// Threadgroup memory whose length the caller gives, [[threadgroup(index)]].
struct ThreadgroupBinding {
  uint32_t index;
  uint32_t bytes;
};

struct Dispatch {
  std::shared_ptr<DeviceKernel> kernel;
  std::vector<BufferBinding> buffers;
  std::vector<WordsBinding> words;
  std::vector<ThreadgroupBinding> threadgroup_memory;
  // Threads in the grid; threadgroups at its edge may be cut off.
  Extent3 grid_threads;
  Extent3 threads_per_threadgroup;

  Extent3 Threadgroups() const {
    const auto groups = [](uint32_t threads, uint32_t per_group) { return (threads - 1) / per_group + 1; };
    return {groups(grid_threads.x, threads_per_threadgroup.x),
            groups(grid_threads.y, threads_per_threadgroup.y),
            groups(grid_threads.z, threads_per_threadgroup.z)};
  }
};

using CancelFlag = std::atomic<bool>;

// How long an execution took. GPUs tell what it took on the GPU, and between
// the time stamps at the edges of the encoder where those were taken.
struct Timing {
  uint64_t wall_ns;
  std::optional<uint64_t> gpu_ns;
  std::optional<uint64_t> encoder_ns;
};

// What is executed: dispatches in order, or a library's routine.
struct Work {
  std::vector<Dispatch> dispatches;
  std::shared_ptr<Routine> routine;
};

enum class Encoding { kDirect, kIndirect };

struct Execution {
  // The same work over different memory, at least once; duplicate i is
  // rotation[i % rotation.size()].
  std::vector<Work> rotation;
  uint32_t duplicates;
  uint32_t threads;
  Encoding encoding = Encoding::kDirect;
  std::shared_ptr<CancelFlag> cancelled;
  std::chrono::milliseconds timeout{0}; // after which a kernel is given up with TIMED_OUT; 0: never

  void ThrowIfCancelled() const {
    if (cancelled->load(std::memory_order_relaxed))
      throw Error("CANCELLED", "the execution was cancelled");
  }
};

// What a device can do; one implementation for each kind of device. They throw
// Error.
class Backend {
public:
  virtual ~Backend() = default;
  // May take long the first time: called on a worker thread.
  virtual DeviceInfo Info() = 0;
  // On a worker thread: large memory takes long to fill with zeros.
  virtual std::shared_ptr<DeviceBuffer> Allocate(size_t size_bytes, Storage storage) = 0;
  // On a worker thread. Executions take turns, so that they do not disturb one
  // another's timing.
  virtual Timing Execute(const Execution &execution) = 0;
  // Why a routine is not available here, or nothing when it is.
  virtual std::optional<std::string> RoutineReason(const std::string &name) const = 0;
  // On a worker thread. Throws UNSUPPORTED with the reason.
  virtual std::shared_ptr<Routine> MakeRoutine(const RoutineSpec &spec) = 0;
};

} // namespace tilescope
