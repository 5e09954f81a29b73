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

// See GpuDescription in native/types/device.ts.
struct GpuInfo {
  std::optional<std::string> family;
  std::optional<std::string> metal;
  bool unified_memory;
  uint64_t working_set_bytes;
  std::optional<uint32_t> core_count;
  std::optional<std::string> os_build;
  bool counter_sampling;
  bool indirect_encoding;
  std::optional<std::string> tensors_need;
  std::optional<std::string> bfloat_tensors_need;
  std::optional<uint32_t> concurrent_compilations;
};

struct DeviceInfo {
  std::string name;
  std::optional<uint32_t> threads; // CPU only
  uint32_t simd_width;
  uint32_t max_threads_per_threadgroup;
  uint32_t max_threadgroup_bytes;
  std::optional<GpuInfo> gpu; // GPU only
};

enum class Storage { kShared, kPrivate };

// Where a buffer's contents lie in its pages: page-aligned at the start, or as close to the end as the
// alignment of MSL types allows. On the CPU the pages beside them are inaccessible; GPUs ignore it.
enum class Placement { kStart, kEnd };

// Memory that kernels read and write, zeroed when allocated.
class DeviceBuffer {
public:
  virtual ~DeviceBuffer() = default;
  virtual size_t SizeBytes() const = 0;
  // Null if the CPU cannot access the memory (Storage::kPrivate).
  virtual std::byte *Data() = 0;
  // Copies to and from memory that the CPU cannot access. The range must lie within the buffer. Slow: called
  // on worker threads.
  virtual void Write(size_t offset, std::span<const std::byte> from) {
    std::memcpy(Data() + offset, from.data(), from.size());
  }
  virtual void Read(size_t offset, std::span<std::byte> to) {
    std::memcpy(to.data(), Data() + offset, to.size());
  }
};

// A kernel that is ready to run.
class DeviceKernel {
public:
  virtual ~DeviceKernel() = default;
};

// How a buffer is seen as a tensor: in elements, the innermost dimension first.
struct TensorLayout {
  std::vector<uint64_t> extents, strides;
};

struct BufferBinding {
  uint32_t index;
  std::shared_ptr<DeviceBuffer> buffer;
  size_t offset = 0;                       // in bytes, where the kernel's view of the buffer begins
  std::optional<TensorLayout> tensor = {}; // CPU only
};

// A few 32-bit words by value.
struct WordsBinding {
  uint32_t index;
  std::vector<uint32_t> words;
};

// Threadgroup memory whose length the caller sets, [[threadgroup(index)]].
struct ThreadgroupBinding {
  uint32_t index;
  uint32_t bytes;
};

struct Dispatch {
  std::shared_ptr<DeviceKernel> kernel;
  std::vector<BufferBinding> buffers;
  std::vector<WordsBinding> words;
  std::vector<ThreadgroupBinding> threadgroup_memory;
  // Threads in the grid; threadgroups at its edge may be partial.
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

// How long an execution took; see Timing in native/types.ts.
struct Timing {
  uint64_t wall_ns;
  std::optional<uint64_t> gpu_ns;
  std::optional<uint64_t> encoder_ns;
};

// Work to execute: dispatches in order, or a library routine.
struct Work {
  std::vector<Dispatch> dispatches;
  std::shared_ptr<Routine> routine;
};

enum class Encoding { kDirect, kIndirect };

struct Execution {
  // The same work over different memory, at least one; duplicate i is rotation[i % rotation.size()].
  std::vector<Work> rotation;
  uint32_t duplicates;
  uint32_t threads;
  Encoding encoding = Encoding::kDirect;
  std::shared_ptr<CancelFlag> cancelled;
  std::chrono::milliseconds timeout{0}; // after which a kernel is abandoned with TIMED_OUT; 0: never
  // GPUs only: how many passes a command buffer holds at most, over all duplicates; a routine is one pass. 0:
  // everything goes into one.
  uint32_t passes_per_command_buffer = 0;
  uint32_t passes_per_encoder = 0; // likewise, of each compute encoder in it
  // GPUs only: how long an untimed kernel keeps the GPU busy directly before; 0: there is none.
  std::chrono::milliseconds spin{0};

  // The passes of all duplicates, laid end to end.
  uint64_t PassCount() const {
    const Work &work = rotation.front();
    return uint64_t{duplicates} * (work.routine ? 1 : work.dispatches.size());
  }

  void ThrowIfCancelled() const {
    if (cancelled->load(std::memory_order_relaxed))
      throw Error("CANCELLED", "The execution was cancelled");
  }
};

// A device; one implementation per kind of device. Its functions throw Error.
class Backend {
public:
  virtual ~Backend() = default;
  // May be slow the first time: called on a worker thread.
  virtual DeviceInfo Info() = 0;
  // Called on a worker thread, because zeroing large memory is slow.
  virtual std::shared_ptr<DeviceBuffer> Allocate(size_t size_bytes, Storage storage, Placement placement) = 0;
  // Called on a worker thread. Executions take turns, so that they do not disturb each other's timing.
  virtual Timing Execute(const Execution &execution) = 0;
  // Why a routine is unavailable, or nothing if it is available.
  virtual std::optional<std::string> RoutineReason(const std::string &name) const = 0;
  // Called on a worker thread. Throws UNSUPPORTED with the reason.
  virtual std::shared_ptr<Routine> MakeRoutine(const RoutineSpec &spec) = 0;
};

} // namespace tilescope
