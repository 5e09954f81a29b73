#include "probe.h"

#include "command_buffer_error.h"
#include "encode_and_end.h"
#include "submission.h"

namespace tilescope {
namespace {

// Enough work for the two timestamps to differ even on the fastest GPU.
constexpr uint32_t kThreads = 1024, kSteps = 4096;
NSString *const kSource = @"#include <metal_stdlib>\n"
                           "kernel void probe(device uint *out [[buffer(0)]],\n"
                           "                  constant uint &steps [[buffer(1)]],\n"
                           "                  uint i [[thread_position_in_grid]]) {\n"
                           "  uint x = i;\n"
                           "  for (uint step = 0; step < steps; step++)\n"
                           "    x = x * 1664525u + 1013904223u;\n"
                           "  out[i] = x;\n"
                           "}\n";

id<MTLComputePipelineState> NewProbePipeline(id<MTLDevice> device) {
  MTLCompileOptions *options = [[MTLCompileOptions alloc] init];
  options.languageVersion = MTLLanguageVersion3_0;
  id<MTLLibrary> library = [device newLibraryWithSource:kSource options:options error:nil];
  id<MTLFunction> function = [library newFunctionWithName:@"probe"];
  return function ? [device newComputePipelineStateWithFunction:function error:nil] : nil;
}

void Run(id<MTLCommandQueue> queue, id<MTLComputePipelineState> pipeline, id<MTLBuffer> out,
         EncoderClock &clock) {
  MTLComputePassDescriptor *pass = [MTLComputePassDescriptor computePassDescriptor];
  clock.Attach(pass);
  id<MTLCommandBuffer> commands = NewCommandBuffer(queue);
  id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoderWithDescriptor:pass];
  EncodeAndEnd(encoder, [&] {
    encoder.label = @"probe";
    [encoder setComputePipelineState:pipeline];
    [encoder setBuffer:out offset:0 atIndex:0];
    [encoder setBytes:&kSteps length:sizeof kSteps atIndex:1];
    [encoder dispatchThreads:MTLSizeMake(kThreads, 1, 1) threadsPerThreadgroup:MTLSizeMake(256, 1, 1)];
  });
  clock.Start();
  CommitAndWait(commands);
}

} // namespace

ProbeResult RunProbe(id<MTLCommandQueue> queue, std::optional<EncoderClock> &clock) {
  id<MTLDevice> device = queue.device;
  id<MTLComputePipelineState> pipeline = NewProbePipeline(device);
  id<MTLBuffer> out = [device newBufferWithLength:kThreads * sizeof(uint32_t)
                                          options:MTLResourceStorageModePrivate];
  if (!pipeline || !out)
    return {};
  ProbeResult result{.simd_width = static_cast<uint32_t>(pipeline.threadExecutionWidth)};
  if (!clock)
    return result;
  try {
    Run(queue, pipeline, out, *clock);
    result.clock_works = clock->Elapsed().has_value();
  } catch (const Error &) {
    return result; // the first execution will report the failure
  }
  return result;
}

} // namespace tilescope
