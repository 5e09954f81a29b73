#pragma once
#include "test.h"

#import <Metal/Metal.h>

// The kernels add, double_it and stray, all on 64 floats in buffer(0).
inline NSString *const kAdd =
    @"#include <metal_stdlib>\n"
    @"using namespace metal;\n"
    @"kernel void add(device float *v [[buffer(0)]], threadgroup float *t [[threadgroup(0)]],\n"
    @"                uint i [[thread_position_in_grid]], uint l [[thread_index_in_threadgroup]]) {\n"
    @"  t[l] = v[i]; v[i] = t[l] + 1; }\n"
    @"kernel void double_it(device float *v [[buffer(0)]], uint i [[thread_position_in_grid]]) { v[i] *= 2; "
    @"}\n"
    @"kernel void stray(device float *v [[buffer(0)]], uint i [[thread_position_in_grid]]) { v[i + 1024] "
    @"= 1; }\n";

// A device, a queue and a zeroed buffer, with functions to run a kernel on it.
struct Bench {
  id<MTLDevice> device = MTLCreateSystemDefaultDevice();
  id<MTLCommandQueue> queue = [device newCommandQueue];
  id<MTLBuffer> buffer = [device newBufferWithLength:64 * sizeof(float) options:MTLResourceStorageModeShared];

  float *Values() const { return static_cast<float *>(buffer.contents); }

  id<MTLComputePipelineState> Pipeline(NSString *name, BOOL indirect = NO) const {
    NSError *error = nil;
    id<MTLLibrary> library = [device newLibraryWithSource:kAdd options:nil error:&error];
    CHECK(library && !error);
    MTLComputePipelineDescriptor *descriptor = [MTLComputePipelineDescriptor new];
    descriptor.computeFunction = [library newFunctionWithName:name];
    descriptor.supportIndirectCommandBuffers = indirect;
    id<MTLComputePipelineState> pipeline = [device newComputePipelineStateWithDescriptor:descriptor
                                                                                 options:MTLPipelineOptionNone
                                                                              reflection:nullptr
                                                                                   error:&error];
    CHECK(pipeline && !error);
    return pipeline;
  }

  void Encode(id<MTLComputeCommandEncoder> encoder, id<MTLComputePipelineState> pipeline) const {
    [encoder setComputePipelineState:pipeline];
    [encoder setBuffer:buffer offset:0 atIndex:0];
    [encoder setThreadgroupMemoryLength:32 * sizeof(float) atIndex:0];
    [encoder dispatchThreadgroups:MTLSizeMake(2, 1, 1) threadsPerThreadgroup:MTLSizeMake(32, 1, 1)];
  }

  id<MTLCommandBuffer> Commands(NSString *name) const {
    id<MTLCommandBuffer> commands = [queue commandBuffer];
    id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoder];
    Encode(encoder, Pipeline(name));
    [encoder endEncoding];
    return commands;
  }

  id<MTLCommandBuffer> Run(NSString *name) const {
    id<MTLCommandBuffer> commands = Commands(name);
    [commands commit];
    [commands waitUntilCompleted];
    return commands;
  }
};
