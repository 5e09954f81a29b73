#include "worker.h"

#include "buffer.h"
#include "divergence.h"

#include <algorithm>

namespace tilescope {
namespace {

constexpr uint32_t kThreadgroupAlignment = 16;

} // namespace

Worker::Worker()
    : MslThreadgroup{}, all_lanes_(MSL_MAX_LANES), all_simdgroups_(MSL_MAX_SIMDGROUPS),
      arena_(std::make_unique<CpuBuffer>(MSL_MAX_THREADGROUP_BYTES)) {
  lanes = all_lanes_.data();
  simdgroups = all_simdgroups_.data();
  buffers = bound_buffers_;
  argument_offsets = bound_offsets_;
  own_.threadgroup = this;
}

Worker::~Worker() = default;

void Worker::Begin(const Dispatch &dispatch, const Checking *checking) {
  dispatch_ = &dispatch;
  checking_ = checking;
  expired_ = false;
  kernel_ = static_cast<const CpuKernel *>(dispatch.kernel.get());
  layout = checking ? (checking->reversed ? 2 : 1) : 0;
  std::fill(std::begin(bound_buffers_), std::end(bound_buffers_), nullptr);
  for (const BufferBinding &binding : dispatch.buffers) {
    void *data = (checking ? checking->Memory(*binding.buffer) : binding.buffer->Data()) + binding.offset;
    bound_buffers_[binding.index] = binding.tensor ? DescribeTensor(binding, data) : data;
  }
  memory = reinterpret_cast<msl_u8 *>(checking ? checking->memory.ThreadgroupMemory() : arena_->Data());
  uint32_t end = 0;
  for (const ThreadgroupBinding &binding : dispatch.threadgroup_memory) {
    bound_offsets_[binding.index] = end;
    end += (binding.bytes + kThreadgroupAlignment - 1) / kThreadgroupAlignment * kThreadgroupAlignment;
    if (checking)
      bound_offsets_[binding.index] =
          checking->memory.Place(MSL_MAX_VARIABLES + binding.index, binding.bytes);
  }
  variables_base = variables_end = end;
  std::fill(std::begin(variable_offsets), std::end(variable_offsets), 0);
  const Extent3 &threads = dispatch.grid_threads;
  const Extent3 &shape = dispatch.threads_per_threadgroup;
  const uint32_t of_grid[] = {threads.x, threads.y, threads.z};
  const uint32_t of_group[] = {shape.x, shape.y, shape.z};
  for (int axis = 0; axis < 3; axis++) {
    grid_threads[axis] = of_grid[axis];
    full_size[axis] = of_group[axis];
    grid_groups[axis] = (of_grid[axis] - 1) / of_group[axis] + 1;
  }
}

// What the kernel finds at the index of a tensor.
void *Worker::DescribeTensor(const BufferBinding &binding, void *data) {
  MslTensorArgument &tensor = bound_tensors_[binding.index];
  tensor.data = data;
  std::copy(binding.tensor->extents.begin(), binding.tensor->extents.end(), tensor.extents);
  std::copy(binding.tensor->strides.begin(), binding.tensor->strides.end(), tensor.strides);
  return &tensor;
}

void Worker::Arrange(const uint32_t (&shape)[3]) {
  std::copy(std::begin(shape), std::end(shape), size);
  lane_count = shape[0] * shape[1] * shape[2];
  simdgroup_count = (lane_count + MSL_SIMD_WIDTH - 1) / MSL_SIMD_WIDTH;
  stacks_.Prepare(lane_count);
  for (uint32_t i = 0; i < simdgroup_count; i++) {
    MslSimdgroup &simdgroup = simdgroups[i];
    simdgroup.index = i;
    simdgroup.lanes = std::min<uint32_t>(MSL_SIMD_WIDTH, lane_count - i * MSL_SIMD_WIDTH);
    simdgroup.full_mask = ~0u >> (MSL_SIMD_WIDTH - simdgroup.lanes);
    for (MslExchange &exchange : simdgroup.exchange) {
      exchange.mask = simdgroup.full_mask;
      exchange.leader = 0;
    }
  }
  for (uint32_t i = 0; i < lane_count; i++) {
    MslLane &lane = lanes[i];
    const uint32_t first = i / MSL_SIMD_WIDTH * MSL_SIMD_WIDTH;
    MslSimdgroup &simdgroup = simdgroups[i / MSL_SIMD_WIDTH];
    lane.threadgroup = this;
    lane.simdgroup = &simdgroup;
    lane.first_of_simdgroup = &lanes[first];
    lane.first_of_threadgroup = &lanes[0];
    lane.lane = static_cast<msl_u8>(i - first);
    lane.index = static_cast<msl_u16>(i);
    lane.x = static_cast<msl_u16>(i % shape[0]);
    lane.y = static_cast<msl_u16>(i / shape[0] % shape[1]);
    lane.z = static_cast<msl_u16>(i / (shape[0] * shape[1]));
    lane.last = 0;
    if (lane.lane + 1u == simdgroup.lanes)
      lane.last |= MSL_LAST_OF_SIMDGROUP;
    if (i + 1 == lane_count)
      lane.last |= MSL_LAST_OF_THREADGROUP;
  }
}

// The first function on a lane's stack. It is entered by a jump and has nowhere to return to.
void Worker::RunLane(MslLane *lane) {
  const CpuKernel *kernel = static_cast<Worker *>(lane->threadgroup)->kernel_;
  lane->parity = 0;
  lane->path = 0;
  lane->scope = nullptr;
  (lane->lane == 0 ? kernel->Leader() : kernel->Follower())(lane);
  __builtin_unreachable(); // the entry ends in EndLane
}

void Worker::RunLoop(MslLane *lane) {
  auto *worker = static_cast<Worker *>(lane->threadgroup);
  worker->kernel_->Loop()(worker, worker->loop_count_);
  msl_switch(lane, &worker->own_);
  __builtin_unreachable();
}

uint32_t Worker::Together(uint32_t x) const {
  const uint32_t whole = grid_threads[0] / full_size[0];
  return kernel_->Loop() && x < whole ? whole - x : 1;
}

void Worker::RunThreadgroup(uint32_t x, uint32_t y, uint32_t z, uint32_t count) {
  loop_count_ = count;
  const uint32_t at[3] = {x, y, z};
  uint32_t shape[3];
  for (int axis = 0; axis < 3; axis++) {
    position[axis] = at[axis];
    shape[axis] = std::min(full_size[axis], grid_threads[axis] - at[axis] * full_size[axis]);
  }
  if (!std::equal(std::begin(shape), std::end(shape), size))
    Arrange(shape);
  site = 0;
  diverged = 0;
  const bool loops = kernel_->Loop() != nullptr;
  // A kernel that loops over its lanes needs only one stack.
  const uint32_t fibers = loops ? 1 : lane_count;
  const auto start = reinterpret_cast<void *>(loops ? &RunLoop : &RunLane);
  for (uint32_t i = 0; i < fibers; i++) {
    lanes[i].stack = stacks_.Top(i);
    lanes[i].resume = start;
  }
  for (uint32_t i = 0; i < simdgroup_count; i++)
    simdgroups[i].site = 0;
  msl_switch(&own_, checking_ ? StartDiverged(*this) : &lanes[0]);
  if (fault_) {
    const Fault fault = *fault_;
    fault_.reset();
    RecordStop(fault.lane, fault.code);
    throw Describe(fault);
  }
  if (failure_) {
    const Error failure = *failure_;
    failure_.reset();
    throw failure;
  }
}

bool Worker::OwnsMemory(const void *address) const {
  const auto in = [&](const auto &records) {
    const auto *at = static_cast<const std::byte *>(address);
    const auto *start = reinterpret_cast<const std::byte *>(records.data());
    return at >= start && at < start + records.size() * sizeof records[0];
  };
  const auto offset = static_cast<const std::byte *>(address) - reinterpret_cast<const std::byte *>(this);
  for (const auto &[memory, bytes] : staging_)
    if (address >= memory.get() && address < memory.get() + bytes)
      return true;
  return stacks_.Contains(address) || kernel_->Contains(address) || in(all_lanes_) || in(all_simdgroups_) ||
         (offset >= 0 && static_cast<size_t>(offset) < sizeof *this);
}

uint32_t Worker::Declare(uint32_t declaration, uint32_t bytes, uint32_t alignment) {
  const uint32_t start = (variables_end + alignment - 1) / alignment * alignment;
  if (start + bytes > MSL_MAX_THREADGROUP_BYTES)
    Abandon({"THREADGROUP_MEMORY_EXCEEDED", "the kernel declares at least " + std::to_string(start + bytes) +
                                                " bytes of threadgroup memory; the limit is " +
                                                std::to_string(int{MSL_MAX_THREADGROUP_BYTES})});
  variables_end = start + bytes;
  const uint32_t offset = checking_ ? checking_->memory.Place(declaration, bytes) : start;
  return variable_offsets[declaration] = offset + 1;
}

msl_u32 DeclareVariable(MslThreadgroup *group, msl_u32 declaration, msl_u32 bytes, msl_u32 alignment) {
  return static_cast<Worker *>(group)->Declare(declaration, bytes, alignment);
}

} // namespace tilescope
