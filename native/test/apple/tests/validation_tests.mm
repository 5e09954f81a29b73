// Misuse for which Metal's validation ends the process.
#include "bench.h"

#include <vector>

TEST(AbortsOnAMissingBinding) {
  const Bench bench;
  id<MTLComputeCommandEncoder> encoder = [[bench.queue commandBuffer] computeCommandEncoder];
  [encoder setComputePipelineState:bench.Pipeline(@"add")];
  [encoder dispatchThreadgroups:MTLSizeMake(1, 1, 1) threadsPerThreadgroup:MTLSizeMake(32, 1, 1)];
}

TEST(AbortsOnADispatchWithoutPipeline) {
  const Bench bench;
  id<MTLComputeCommandEncoder> encoder = [[bench.queue commandBuffer] computeCommandEncoder];
  [encoder dispatchThreadgroups:MTLSizeMake(1, 1, 1) threadsPerThreadgroup:MTLSizeMake(32, 1, 1)];
}

TEST(AbortsOnTooManyThreads) {
  const Bench bench;
  id<MTLComputeCommandEncoder> encoder = [[bench.queue commandBuffer] computeCommandEncoder];
  [encoder setComputePipelineState:bench.Pipeline(@"double_it")];
  [encoder setBuffer:bench.buffer offset:0 atIndex:0];
  [encoder dispatchThreadgroups:MTLSizeMake(1, 1, 1) threadsPerThreadgroup:MTLSizeMake(1025, 1, 1)];
}

TEST(AbortsOnTooManyBytes) {
  const Bench bench;
  const std::vector<char> bytes(4097);
  [[[bench.queue commandBuffer] computeCommandEncoder] setBytes:bytes.data() length:bytes.size() atIndex:0];
}

TEST(AbortsOnAnEncoderThatHasNotEnded) {
  const Bench bench;
  id<MTLCommandBuffer> commands = [bench.queue commandBuffer];
  id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoder];
  [commands commit];
  CHECK(encoder);
}

TEST(AbortsOnASecondCommit) {
  const Bench bench;
  [bench.Run(@"add") commit];
}

TEST(AbortsOnABufferThatWasReleased) {
  const Bench bench;
  id<MTLCommandBuffer> commands = [bench.queue commandBufferWithUnretainedReferences];
  @autoreleasepool {
    id<MTLBuffer> buffer = [bench.device newBufferWithLength:256 options:MTLResourceStorageModePrivate];
    CHECK(!buffer.contents);
    id<MTLBlitCommandEncoder> encoder = [commands blitCommandEncoder];
    [encoder fillBuffer:buffer range:NSMakeRange(0, 256) value:1];
    [encoder endEncoding];
  }
  [commands commit];
  [commands waitUntilCompleted];
}
