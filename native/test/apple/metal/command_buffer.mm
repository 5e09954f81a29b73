#include "command_buffer.h"

#include "../foundation/work_queue.h"
#include "blit_encoder.h"
#include "command_queue.h"
#include "compute_encoder.h"
#include "event.h"
#include "execution.h"
#include "gpu.h"
#include "host_work.h"
#include "validation.h"

#include <condition_variable>
#include <mutex>
#include <utility>

using namespace metal_double;

namespace {

// Calls completed handlers in order, on a thread that is neither the caller's nor the queue's.
foundation_double::WorkQueue &HandlerThread() {
  static auto *const thread = new foundation_double::WorkQueue(1);
  return *thread;
}

} // namespace

@implementation MTLDoubleCommandBuffer {
  MTLDoubleCommandQueue *_queue;
  std::mutex _mutex;
  std::condition_variable _changed;
  MTLCommandBufferStatus _status;
  NSError *_error;
  BOOL _hasOpenEncoder;
  std::vector<Pass> _passes;
  std::unique_ptr<Uses> _uses;
  NSMutableArray<id<MTLResidencySet>> *_residencySets;
  std::vector<std::pair<MTLDoubleEvent *, uint64_t>> _awaited, _signalled;
  std::vector<MTLCommandBufferHandler> _scheduledHandlers, _completedHandlers;
  CFTimeInterval _committed, _start, _end;
}
@synthesize label = _label, retainedReferences = _retainedReferences, errorOptions = _errorOptions;

- (instancetype)initWithQueue:(MTLDoubleCommandQueue *)queue
                   descriptor:(MTLCommandBufferDescriptor *)descriptor {
  _queue = queue;
  _retainedReferences = descriptor.retainedReferences;
  _errorOptions = descriptor.errorOptions;
  _uses = std::make_unique<Uses>(_retainedReferences);
  _residencySets = [NSMutableArray array];
  return self;
}
- (void)dealloc {
  if (_status < MTLCommandBufferStatusCompleted)
    [_queue forgetOne];
}
- (id<MTLDevice>)device {
  return _queue.device;
}
- (id<MTLCommandQueue>)commandQueue {
  return _queue;
}
- (Uses &)uses {
  return *_uses;
}

- (void)openEncoder:(const char *)where {
  Require(self.status < MTLCommandBufferStatusCommitted, where, "the command buffer is already committed");
  Require(!_hasOpenEncoder, where, "another encoder of the command buffer has not ended");
  _hasOpenEncoder = YES;
}
- (void)closeEncoderWithPass:(Pass)pass {
  _hasOpenEncoder = NO;
  _passes.push_back(std::move(pass));
}
- (id<MTLBlitCommandEncoder>)blitCommandEncoder {
  return [[MTLDoubleBlitEncoder alloc] initWithCommandBuffer:self];
}
- (id<MTLComputeCommandEncoder>)computeCommandEncoder {
  return [self computeCommandEncoderWithDispatchType:MTLDispatchTypeSerial];
}
- (id<MTLComputeCommandEncoder>)computeCommandEncoderWithDispatchType:(MTLDispatchType)dispatchType {
  MTLComputePassDescriptor *descriptor = [MTLComputePassDescriptor computePassDescriptor];
  descriptor.dispatchType = dispatchType;
  return [self computeCommandEncoderWithDescriptor:descriptor];
}
- (id<MTLComputeCommandEncoder>)computeCommandEncoderWithDescriptor:
    (MTLComputePassDescriptor *)computePassDescriptor {
  return [[MTLDoubleComputeEncoder alloc] initWithCommandBuffer:self descriptor:computePassDescriptor];
}
- (void)encodeWaitForEvent:(id<MTLEvent>)event value:(uint64_t)value {
  Require(_passes.empty() && !_hasOpenEncoder, "-[MTLCommandBuffer encodeWaitForEvent:value:]",
          "the double waits for events only at the beginning of a command buffer");
  _awaited.emplace_back((MTLDoubleEvent *)event, value);
}
- (void)encodeSignalEvent:(id<MTLEvent>)event value:(uint64_t)value {
  Require(!_hasOpenEncoder, "-[MTLCommandBuffer encodeSignalEvent:value:]", "an encoder has not ended");
  _signalled.emplace_back((MTLDoubleEvent *)event, value);
}
- (void)useResidencySet:(id<MTLResidencySet>)residencySet {
  [_residencySets addObject:residencySet];
}
- (void)useResidencySets:(const id<MTLResidencySet>[])residencySets count:(NSUInteger)count {
  for (NSUInteger i = 0; i < count; i++)
    [self useResidencySet:residencySets[i]];
}
- (BOOL)residencySetsHold:(id<MTLBuffer>)buffer {
  for (NSArray *sets in @[ _residencySets, _queue.residencySets ])
    for (id<MTLResidencySet> set in sets)
      if ([set containsAllocation:buffer])
        return YES;
  return NO;
}

- (void)setStatus:(MTLCommandBufferStatus)status {
  const std::lock_guard lock(_mutex);
  _status = status;
  _changed.notify_all();
}
- (MTLCommandBufferStatus)status {
  const std::lock_guard lock(_mutex);
  return _status;
}
- (NSError *)error {
  const std::lock_guard lock(_mutex);
  return _error;
}
- (void)waitFor:(MTLCommandBufferStatus)status {
  Require(self.status >= MTLCommandBufferStatusCommitted, "-[MTLCommandBuffer waitUntilCompleted]",
          "the command buffer must be committed before it is waited for");
  std::unique_lock lock(_mutex);
  _changed.wait(lock, [&] { return self->_status >= status; });
}
- (void)waitUntilScheduled {
  [self waitFor:MTLCommandBufferStatusScheduled];
}
- (void)waitUntilCompleted {
  [self waitFor:MTLCommandBufferStatusCompleted];
}
- (void)addScheduledHandler:(MTLCommandBufferHandler)block {
  Require(self.status < MTLCommandBufferStatusCommitted, "-[MTLCommandBuffer addScheduledHandler:]",
          "the command buffer is already committed");
  _scheduledHandlers.push_back([block copy]);
}
- (void)addCompletedHandler:(MTLCommandBufferHandler)block {
  Require(self.status < MTLCommandBufferStatusCommitted, "-[MTLCommandBuffer addCompletedHandler:]",
          "the command buffer is already committed");
  _completedHandlers.push_back([block copy]);
}

- (void)enqueue {
  Require(self.status == MTLCommandBufferStatusNotEnqueued, "-[MTLCommandBuffer enqueue]",
          "the command buffer is already enqueued");
  [self setStatus:MTLCommandBufferStatusEnqueued];
  [_queue enqueue:self];
}
- (void)commit {
  Require(!_hasOpenEncoder, "-[MTLCommandBuffer commit]", "an encoder of the command buffer has not ended");
  Require(self.status < MTLCommandBufferStatusCommitted, "-[MTLCommandBuffer commit]",
          "the command buffer is already committed");
  if (self.status == MTLCommandBufferStatusNotEnqueued)
    [self enqueue];
  _committed = NowSeconds();
  [self setStatus:MTLCommandBufferStatusCommitted];
  [_queue executeCommitted];
}

- (void)callHandlers:(std::vector<MTLCommandBufferHandler> &)handlers {
  if (handlers.empty())
    return;
  HandlerThread().Post([self, called = std::exchange(handlers, {})] {
    for (const MTLCommandBufferHandler &handler : called)
      handler(self);
  });
}
- (void)execute {
  [self setStatus:MTLCommandBufferStatusScheduled];
  [self callHandlers:_scheduledHandlers];
  const bool waits = !_awaited.empty();
  for (const auto &[event, value] : std::exchange(_awaited, {}))
    [event waitFor:value];
  LetOthersUseTheGpu();
  // Nothing says that one which waits has not started, so here it has.
  _start = waits ? _committed : NowSeconds();
  NSError *const error = ExecutePasses(_passes, *_uses, _errorOptions);
  _end = NowSeconds();
  for (const auto &[event, value] : std::exchange(_signalled, {}))
    [event signal:value];
  _passes.clear();
  _uses->Clear();
  {
    const std::lock_guard lock(_mutex);
    _error = error;
  }
  [self setStatus:error ? MTLCommandBufferStatusError : MTLCommandBufferStatusCompleted];
  [_queue forgetOne];
  [self callHandlers:_completedHandlers];
}

- (CFTimeInterval)kernelStartTime {
  return _start;
}
- (CFTimeInterval)kernelEndTime {
  return _end;
}
- (CFTimeInterval)GPUStartTime {
  return _start;
}
- (CFTimeInterval)GPUEndTime {
  return _end;
}
@end

void EnqueueHostWork(id<MTLCommandBuffer> commands, std::function<void()> work) {
  MTLDoubleCommandBuffer *const target = (MTLDoubleCommandBuffer *)commands;
  [target openEncoder:"-[MTLCommandBuffer encode]"];
  Pass pass {
    @"host work", @ [], {}
  };
  pass.steps.push_back(std::move(work));
  [target closeEncoderWithPass:std::move(pass)];
}
