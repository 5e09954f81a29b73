#include "spin_kernel.h"

namespace tilescope {
namespace {

constexpr NSUInteger kThreadgroup = 256;
NSString *const kSource = @"#include <metal_stdlib>\n"
                           "kernel void spin(device uint *out [[buffer(0)]],\n"
                           "                 constant uint &steps [[buffer(1)]],\n"
                           "                 uint i [[thread_position_in_grid]]) {\n"
                           "  uint x = i;\n"
                           "  for (uint step = 0; step < steps; step++)\n"
                           "    x = x * 1664525u + 1013904223u;\n"
                           "  out[i] = x;\n"
                           "}\n";

} // namespace

id<MTLFunction> NewSpinFunction(id<MTLDevice> device) {
  MTLCompileOptions *options = [[MTLCompileOptions alloc] init];
  options.languageVersion = MTLLanguageVersion3_0;
  return [[device newLibraryWithSource:kSource options:options error:nil] newFunctionWithName:@"spin"];
}

id<MTLComputePipelineState> NewSpinPipeline(id<MTLDevice> device) {
  id<MTLFunction> function = NewSpinFunction(device);
  return function ? [device newComputePipelineStateWithFunction:function error:nil] : nil;
}

void EncodeSpin(id<MTLComputeCommandEncoder> encoder, id<MTLComputePipelineState> pipeline, id<MTLBuffer> out,
                uint32_t threads, uint32_t steps) {
  [encoder setComputePipelineState:pipeline];
  [encoder setBuffer:out offset:0 atIndex:0];
  [encoder setBytes:&steps length:sizeof steps atIndex:1];
  [encoder dispatchThreads:MTLSizeMake(threads, 1, 1) threadsPerThreadgroup:MTLSizeMake(kThreadgroup, 1, 1)];
}

} // namespace tilescope
