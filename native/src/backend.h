#pragma once
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tilescope {

struct Extent3 {
  uint32_t x, y, z;
  uint64_t Count() const { return uint64_t{x} * y * z; }
};

struct DeviceInfo {
  std::string name;
  uint32_t threads;
  uint32_t simd_width;
  uint32_t max_threads_per_threadgroup;
  uint32_t max_threadgroup_bytes;
};

// Memory that kernels read and write, shared with the host.
class DeviceBuffer {
public:
  virtual ~DeviceBuffer() = default;
  virtual std::byte *Data() = 0;
  virtual size_t SizeBytes() const = 0;
};

// A function that is ready to run.
class DeviceKernel {
public:
  virtual ~DeviceKernel() = default;
};

struct BufferBinding {
  uint32_t index;
  std::shared_ptr<DeviceBuffer> buffer;
};

// Threadgroup memory whose length the caller gives, [[threadgroup(index)]].
struct ThreadgroupBinding {
  uint32_t index;
  uint32_t bytes;
};

struct Dispatch {
  std::shared_ptr<DeviceKernel> kernel;
  std::vector<BufferBinding> buffers;
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

// Dispatches in order, `duplicates` times over.
struct Execution {
  std::vector<Dispatch> dispatches;
  uint32_t duplicates;
  uint32_t threads;
  std::shared_ptr<CancelFlag> cancelled;
  std::chrono::milliseconds timeout{0}; // after which a kernel is given up with TIMED_OUT; 0: never
};

// What a device can do; one implementation for each kind of device. The
// methods that take long are called on worker threads. They throw Error.
class Backend {
public:
  virtual ~Backend() = default;
  virtual DeviceInfo Info() const = 0;
  virtual std::shared_ptr<DeviceBuffer> Allocate(size_t size_bytes) = 0;
  // Returns the nanoseconds from the first dispatch to the end of the last.
  virtual uint64_t Execute(const Execution &execution) = 0;
  // Peak single-precision rate in GFLOPS, measured on `threads` threads.
  virtual double Peak(uint32_t threads, uint32_t milliseconds) = 0;
};

} // namespace tilescope
