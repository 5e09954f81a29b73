// Metal's pipelines and command buffers: archives, order, timing, indirect commands, faults.
#include "bench.h"

#include <atomic>
#include <chrono>
#include <thread>

TEST(CommandBuffersRunInOrderAndTellTheirTimes) {
  const Bench bench;
  dispatch_semaphore_t called = dispatch_semaphore_create(0);
  id<MTLCommandBuffer> later = bench.Commands(@"double_it");
  id<MTLCommandBuffer> first = bench.Commands(@"add");
  const auto caller = std::this_thread::get_id();
  [first enqueue];
  [later addCompletedHandler:^(id<MTLCommandBuffer> commands) {
    CHECK(std::this_thread::get_id() != caller && commands.status == MTLCommandBufferStatusCompleted);
    dispatch_semaphore_signal(called);
  }];
  [later commit];
  CHECK(later.status == MTLCommandBufferStatusCommitted); // waits for an uncommitted one
  [first commit];
  [later waitUntilCompleted];
  CHECK(dispatch_semaphore_wait(called, DISPATCH_TIME_FOREVER) == 0);
  CHECK(bench.Values()[0] == 2 && bench.Values()[63] == 2);
  CHECK(first.GPUEndTime > first.GPUStartTime && later.GPUStartTime >= first.GPUEndTime);
}

TEST(QueuesHoldSoManyCommandBuffers) {
  const Bench bench;
  id<MTLCommandQueue> queue = [bench.device newCommandQueueWithMaxCommandBufferCount:2];
  id<MTLCommandBuffer> first = [queue commandBuffer];
  @autoreleasepool {
    [queue commandBuffer]; // released again
  }
  id<MTLCommandBuffer> second = [queue commandBuffer];
  std::atomic<bool> made{false};
  std::thread waiting([&] {
    @autoreleasepool {
      [queue commandBuffer];
    }
    made = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(!made);
  [first commit];
  waiting.join();
  [second commit];
  [second waitUntilCompleted];
}

TEST(EventsOrderTheQueues) {
  const Bench bench;
  id<MTLEvent> event = [bench.device newEvent];
  id<MTLCommandBuffer> later = [[bench.device newCommandQueue] commandBuffer];
  [later encodeWaitForEvent:event value:2];
  [later commit];
  id<MTLCommandBuffer> first = bench.Commands(@"add");
  [first encodeSignalEvent:event value:2];
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(later.status < MTLCommandBufferStatusCompleted);
  [first commit];
  [later waitUntilCompleted];
  CHECK(later.GPUEndTime >= first.GPUEndTime && first.GPUEndTime > 0);
  CHECK(later.GPUStartTime > 0 && later.GPUStartTime < first.GPUStartTime);
}

TEST(TheWatchdogStopsCommandBuffers) {
  const Bench bench;
  NSError *error = nil;
  id<MTLLibrary> library = [bench.device
      newLibraryWithSource:@"kernel void endless(device uint *v [[buffer(0)]]) { uint x = v[0]; "
                           @"for (uint i = 0; i < 0xffffffffu; i++) x = x * 1664525u + "
                           @"1013904223u; v[0] = x; }"
                   options:nil
                     error:&error];
  id<MTLComputePipelineState> pipeline =
      [bench.device newComputePipelineStateWithFunction:[library newFunctionWithName:@"endless"]
                                                  error:&error];
  CHECK(pipeline && !error);
  const auto run = [&] {
    id<MTLCommandBuffer> commands = [bench.queue commandBuffer];
    id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoder];
    [encoder setComputePipelineState:pipeline];
    [encoder setBuffer:bench.buffer offset:0 atIndex:0];
    [encoder dispatchThreadgroups:MTLSizeMake(1, 1, 1) threadsPerThreadgroup:MTLSizeMake(1, 1, 1)];
    [encoder endEncoding];
    [commands commit];
    [commands waitUntilCompleted];
    return commands.error;
  };
  setenv("TILESCOPE_DOUBLE_WATCHDOG_MS", "20", 1);
  for (int offence = 0; offence < 3; offence++)
    CHECK([run().localizedDescription hasPrefix:@"Impacting Interactivity"]);
  CHECK(bench.Run(@"add").error.code == MTLCommandBufferErrorAccessRevoked);
  setenv("TILESCOPE_DOUBLE_WATCHDOG_MS", "30", 1);
  CHECK(!bench.Run(@"add").error);
}

TEST(CountersTakeTheTime) {
  const Bench bench;
  unsetenv("TILESCOPE_DOUBLE_FAULT");
  CHECK([bench.device supportsCounterSampling:MTLCounterSamplingPointAtStageBoundary]);
  MTLCounterSampleBufferDescriptor *descriptor = [MTLCounterSampleBufferDescriptor new];
  descriptor.counterSet = bench.device.counterSets[0];
  descriptor.sampleCount = 3;
  NSError *error = nil;
  id<MTLCounterSampleBuffer> samples = [bench.device newCounterSampleBufferWithDescriptor:descriptor
                                                                                    error:&error];
  CHECK(samples.sampleCount == 3);
  MTLComputePassDescriptor *pass = [MTLComputePassDescriptor computePassDescriptor];
  pass.sampleBufferAttachments[0].sampleBuffer = samples;
  pass.sampleBufferAttachments[0].startOfEncoderSampleIndex = 0;
  pass.sampleBufferAttachments[0].endOfEncoderSampleIndex = 1;
  id<MTLCommandBuffer> commands = [bench.queue commandBuffer];
  id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoderWithDescriptor:pass];
  bench.Encode(encoder, bench.Pipeline(@"add"));
  [encoder endEncoding];
  [commands commit];
  [commands waitUntilCompleted];
  const auto read = [&](NSUInteger index) {
    MTLCounterResultTimestamp result;
    [[samples resolveCounterRange:NSMakeRange(index, 1)] getBytes:&result length:sizeof result];
    return result.timestamp;
  };
  CHECK(read(1) > read(0) && static_cast<double>(read(0)) * 1e-9 >= commands.GPUStartTime);
  CHECK(read(2) == MTLCounterErrorValue);
  setenv("TILESCOPE_DOUBLE_FAULT", "counters-zero", 1);
  CHECK(read(0) == 0 && read(1) == 0);
}

TEST(IndirectCommandsRun) {
  const Bench bench;
  MTLIndirectCommandBufferDescriptor *descriptor = [MTLIndirectCommandBufferDescriptor new];
  descriptor.commandTypes = MTLIndirectCommandTypeConcurrentDispatch;
  descriptor.inheritBuffers = NO;
  descriptor.inheritPipelineState = NO;
  descriptor.maxKernelBufferBindCount = 1;
  id<MTLIndirectCommandBuffer> indirect = [bench.device newIndirectCommandBufferWithDescriptor:descriptor
                                                                               maxCommandCount:3
                                                                                       options:0];
  NSArray<id<MTLComputePipelineState>> *pipelines =
      @[ bench.Pipeline(@"add", YES), bench.Pipeline(@"double_it", YES) ];
  for (NSUInteger i = 0; i < 2; i++) {
    id<MTLIndirectComputeCommand> command = [indirect indirectComputeCommandAtIndex:i];
    [command setComputePipelineState:pipelines[i]];
    [command setKernelBuffer:bench.buffer offset:0 atIndex:0];
    [command setThreadgroupMemoryLength:128 atIndex:0];
    [command setBarrier];
    [command concurrentDispatchThreadgroups:MTLSizeMake(2, 1, 1) threadsPerThreadgroup:MTLSizeMake(32, 1, 1)];
  }
  const auto run = [&](bool is_resident) {
    id<MTLCommandBuffer> commands = [bench.queue commandBuffer];
    id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoder];
    if (is_resident)
      [encoder useResource:bench.buffer usage:MTLResourceUsageRead | MTLResourceUsageWrite];
    [encoder executeCommandsInBuffer:indirect withRange:NSMakeRange(0, 3)];
    [encoder endEncoding];
    [commands commit];
    [commands waitUntilCompleted];
    return commands;
  };
  CHECK(run(false).error.code == MTLCommandBufferErrorPageFault);
  CHECK(run(true).error == nil && bench.Values()[9] == 2);
  MTLResidencySetDescriptor *of_set = [MTLResidencySetDescriptor new];
  id<MTLResidencySet> set = [bench.device newResidencySetWithDescriptor:of_set error:nullptr];
  [set addAllocation:bench.buffer];
  [bench.queue addResidencySet:set];
  CHECK(run(false).error && set.allocationCount == 0); // not committed yet
  [set commit];
  CHECK(run(false).error == nil && bench.Values()[9] == 6 && set.allocatedSize == 256);
  // Without barriers they may run in any order, and here they do.
  [[indirect indirectComputeCommandAtIndex:1] clearBarrier];
  CHECK(run(false).error == nil && bench.Values()[9] == 13);
}

TEST(BinaryArchivesHoldWhatWasAdded) {
  const Bench bench;
  NSError *error = nil;
  MTLComputePipelineDescriptor *descriptor = [MTLComputePipelineDescriptor new];
  descriptor.computeFunction = [[bench.device newLibraryWithSource:kAdd options:nil
                                                             error:&error] newFunctionWithName:@"add"];
  const auto make = [&](id<MTLBinaryArchive> archive) {
    descriptor.binaryArchives = @[ archive ];
    return [bench.device newComputePipelineStateWithDescriptor:descriptor
                                                       options:MTLPipelineOptionFailOnBinaryArchiveMiss
                                                    reflection:nullptr
                                                         error:&error];
  };
  MTLBinaryArchiveDescriptor *of_archive = [MTLBinaryArchiveDescriptor new];
  id<MTLBinaryArchive> archive = [bench.device newBinaryArchiveWithDescriptor:of_archive error:&error];
  CHECK(!make(archive) && error);
  CHECK([archive addComputePipelineFunctionsWithDescriptor:descriptor error:&error] && make(archive));
  NSString *path = [NSString stringWithFormat:@"%s/archive", getenv("TEST_FOLDER")];
  of_archive.url = [NSURL fileURLWithPath:path];
  CHECK(![bench.device newBinaryArchiveWithDescriptor:of_archive error:&error]);
  CHECK(error.code == MTLBinaryArchiveErrorInvalidFile);
  CHECK([archive serializeToURL:of_archive.url error:&error]);
  CHECK(make([bench.device newBinaryArchiveWithDescriptor:of_archive error:&error]));
}

TEST(StraysFaultThePage) {
  const Bench bench;
  MTLCommandBufferDescriptor *descriptor = [MTLCommandBufferDescriptor new];
  descriptor.errorOptions = MTLCommandBufferErrorOptionEncoderExecutionStatus;
  id<MTLCommandBuffer> commands = [bench.queue commandBufferWithDescriptor:descriptor];
  for (NSString *name in @[ @"add", @"stray", @"add" ]) {
    id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoder];
    encoder.label = name;
    bench.Encode(encoder, bench.Pipeline(name));
    [encoder endEncoding];
  }
  [commands commit];
  [commands waitUntilCompleted];
  CHECK(commands.status == MTLCommandBufferStatusError &&
        commands.error.code == MTLCommandBufferErrorPageFault);
  NSArray<id<MTLCommandBufferEncoderInfo>> *infos =
      commands.error.userInfo[MTLCommandBufferEncoderInfoErrorKey];
  CHECK(infos.count == 3 && infos[0].errorState == MTLCommandEncoderErrorStateCompleted);
  CHECK(infos[1].errorState == MTLCommandEncoderErrorStateFaulted &&
        [infos[1].label isEqualToString:@"stray"]);
  CHECK(bench.Run(@"add").error == nil);
}

TEST(FaultsStrikeAsAskedFor) {
  const Bench bench;
  const auto status = [&] { return bench.Run(@"add").error.code; };
  setenv("TILESCOPE_DOUBLE_FAULT", "command-buffer-error@2", 1);
  CHECK(status() == 0 && status() == MTLCommandBufferErrorInternal && status() == 0);
  setenv("TILESCOPE_DOUBLE_FAULT", "device-lost@2", 1);
  CHECK(status() == 0 && status() == MTLCommandBufferErrorDeviceRemoved);
  CHECK(status() == MTLCommandBufferErrorDeviceRemoved);
  setenv("TILESCOPE_DOUBLE_FAULT", "out-of-memory", 1);
  CHECK(![bench.device newBufferWithLength:16 options:0]);
  setenv("TILESCOPE_DOUBLE_FAULT", "hang", 1);
  id<MTLCommandBuffer> hanging = bench.Commands(@"add");
  [hanging commit];
  [hanging waitUntilScheduled];
  CHECK(hanging.status == MTLCommandBufferStatusScheduled);
  unsetenv("TILESCOPE_DOUBLE_FAULT");
  [hanging waitUntilCompleted];
  CHECK(hanging.error == nil);
}

// As many as TEST_ROUNDS says.
TEST(RoundsLeaveNothing) {
  const int rounds = std::stoi(getenv("TEST_ROUNDS"));
  const Bench bench;
  id<MTLComputePipelineState> pipeline = bench.Pipeline(@"add");
  const auto round = [&] {
    @autoreleasepool {
      id<MTLCommandBuffer> commands = [bench.queue commandBuffer];
      id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoder];
      bench.Encode(encoder, pipeline);
      [encoder endEncoding];
      dispatch_semaphore_t done = dispatch_semaphore_create(0);
      [commands addCompletedHandler:^(id<MTLCommandBuffer>) {
        dispatch_semaphore_signal(done);
      }];
      [commands commit];
      dispatch_semaphore_wait(done, DISPATCH_TIME_FOREVER);
    }
  };
  round();
  // Threads release what they ran, which takes a while on a loaded machine.
  const auto pause = [] { std::this_thread::sleep_for(std::chrono::milliseconds(100)); };
  pause();
  const int64_t before = LiveObjects();
  for (int i = 0; i < rounds; i++)
    round();
  CHECK(bench.Values()[0] == rounds + 1);
  for (int i = 0; i < 600 && LiveObjects() != before; i++)
    pause();
  CHECK(LiveObjects() == before);
}
