#include "../faults.h"
#include "../foundation/work_queue.h"
#include "../runtime/availability.h"
#include "binary_archive.h"
#include "buffer.h"
#include "command_queue.h"
#include "device.h"
#include "errors.h"
#include "event.h"
#include "gpu_model.h"
#include "library.h"
#include "msl/abi.h"
#include "pipeline.h"
#include "reflection.h"
#include "validation.h"

#include <algorithm>
#include <cstring>
#include <thread>

using foundation_double::SharedWorkQueue;
using namespace metal_double;

namespace {

uint64_t PhysicalBytes() { return NSProcessInfo.processInfo.physicalMemory; }

} // namespace

// The rest of the protocol is for subclasses: as on a Mac, a class may conform to it and still lack methods.
#pragma clang diagnostic ignored "-Wprotocol"
#pragma clang diagnostic ignored "-Wincomplete-implementation"
#pragma clang diagnostic ignored "-Wobjc-protocol-property-synthesis"

@implementation MTLDoubleDevice
@synthesize shouldMaximizeConcurrentCompilation = _shouldMaximizeConcurrentCompilation;

- (NSString *)name {
  return ToNSString(PresentGpu().name);
}
- (uint64_t)registryID {
  return 0x100000d0b;
}
- (MTLSize)maxThreadsPerThreadgroup {
  return MTLSizeMake(MSL_MAX_LANES, MSL_MAX_LANES, MSL_MAX_LANES);
}
- (BOOL)isLowPower {
  return NO;
}
- (BOOL)isHeadless {
  return YES;
}
- (BOOL)isRemovable {
  return NO;
}
- (BOOL)hasUnifiedMemory {
  return PresentGpu().has_unified_memory;
}
- (uint64_t)recommendedMaxWorkingSetSize {
  return PhysicalBytes() / 4 * 3;
}
- (NSUInteger)currentAllocatedSize {
  return MTLDoubleBuffer.totalBytes;
}
- (NSUInteger)maxThreadgroupMemoryLength {
  return MSL_MAX_THREADGROUP_BYTES;
}
- (NSUInteger)maxBufferLength {
  return PhysicalBytes() / 2;
}
- (BOOL)supportsFamily:(MTLGPUFamily)gpuFamily {
  const GpuModel &gpu = PresentGpu();
  switch (gpuFamily) {
  case MTLGPUFamilyCommon1:
  case MTLGPUFamilyCommon2:
  case MTLGPUFamilyCommon3:
    return YES;
  case MTLGPUFamilyMac2:
    return gpu.is_mac2;
  case MTLGPUFamilyMetal3:
    return gpu.is_metal3;
  case MTLGPUFamilyMetal4:
    return gpu.apple_family >= MTLGPUFamilyApple7 &&
           objc_runtime::PresentVersion() >= objc_runtime::MacosVersion{26, 0, 0};
  default:
    return gpuFamily >= MTLGPUFamilyApple1 && gpuFamily <= gpu.apple_family;
  }
}
- (NSUInteger)maximumConcurrentCompilationTaskCount {
  return std::max(2u, std::thread::hardware_concurrency());
}

- (id<MTLCommandQueue>)newCommandQueue {
  return [self newCommandQueueWithMaxCommandBufferCount:64];
}
- (id<MTLCommandQueue>)newCommandQueueWithMaxCommandBufferCount:(NSUInteger)maxCommandBufferCount {
  return [[MTLDoubleCommandQueue alloc] initWithDevice:self count:maxCommandBufferCount];
}

- (id<MTLBuffer>)newBufferWithLength:(NSUInteger)length options:(MTLResourceOptions)options {
  Require(length > 0, "-[MTLDevice newBufferWithLength:options:]", "length must not be 0");
  if (length > self.maxBufferLength || faults::Strikes(faults::Name::kOutOfMemory))
    return nil;
  return [[MTLDoubleBuffer alloc] initWithDevice:self length:length options:options];
}
- (id<MTLBuffer>)newBufferWithBytes:(const void *)pointer
                             length:(NSUInteger)length
                            options:(MTLResourceOptions)options {
  id<MTLBuffer> buffer = [self newBufferWithLength:length options:options];
  Require(!buffer || buffer.storageMode != MTLStorageModePrivate,
          "-[MTLDevice newBufferWithBytes:length:options:]",
          "private memory cannot be initialised by the CPU");
  if (buffer)
    std::memcpy(buffer.contents, pointer, length);
  return buffer;
}

- (id<MTLLibrary>)newLibraryWithSource:(NSString *)source
                               options:(MTLCompileOptions *)options
                                 error:(NSError **)error {
  return [[MTLDoubleLibrary alloc] initWithDevice:self source:source options:options error:error];
}
- (void)newLibraryWithSource:(NSString *)source
                     options:(MTLCompileOptions *)options
           completionHandler:(MTLNewLibraryCompletionHandler)completionHandler {
  MTLCompileOptions *const kept = [options copy];
  const MTLNewLibraryCompletionHandler handler = [completionHandler copy];
  SharedWorkQueue().Post([=] {
    NSError *error = nil;
    id<MTLLibrary> library = [self newLibraryWithSource:source options:kept error:&error];
    handler(library, error);
  });
}

- (id<MTLComputePipelineState>)newComputePipelineStateWithFunction:(id<MTLFunction>)computeFunction
                                                             error:(NSError **)error {
  MTLComputePipelineDescriptor *descriptor = [MTLComputePipelineDescriptor new];
  descriptor.computeFunction = computeFunction;
  return [self newComputePipelineStateWithDescriptor:descriptor
                                             options:MTLPipelineOptionNone
                                          reflection:nullptr
                                               error:error];
}
- (void)newComputePipelineStateWithFunction:(id<MTLFunction>)computeFunction
                          completionHandler:(MTLNewComputePipelineStateCompletionHandler)completionHandler {
  const MTLNewComputePipelineStateCompletionHandler handler = [completionHandler copy];
  SharedWorkQueue().Post([=] {
    NSError *error = nil;
    id<MTLComputePipelineState> pipeline = [self newComputePipelineStateWithFunction:computeFunction
                                                                               error:&error];
    handler(pipeline, error);
  });
}
- (id<MTLComputePipelineState>)
    newComputePipelineStateWithDescriptor:(MTLComputePipelineDescriptor *)descriptor
                                  options:(MTLPipelineOption)options
                               reflection:(MTLAutoreleasedComputePipelineReflection *)reflection
                                    error:(NSError **)error {
  MTLDoublePipeline *pipeline = [[MTLDoublePipeline alloc] initWithDevice:self
                                                               descriptor:descriptor
                                                                  options:options
                                                                    error:error];
  if (reflection)
    *reflection = Reflect(pipeline, options);
  return pipeline;
}
- (void)newComputePipelineStateWithDescriptor:(MTLComputePipelineDescriptor *)descriptor
                                      options:(MTLPipelineOption)options
                            completionHandler:
                                (MTLNewComputePipelineStateWithReflectionCompletionHandler)completionHandler {
  MTLComputePipelineDescriptor *const kept = [descriptor copy];
  const MTLNewComputePipelineStateWithReflectionCompletionHandler handler = [completionHandler copy];
  SharedWorkQueue().Post([=] {
    NSError *error = nil;
    MTLComputePipelineReflection *reflection = nil;
    id<MTLComputePipelineState> pipeline = [self newComputePipelineStateWithDescriptor:kept
                                                                               options:options
                                                                            reflection:&reflection
                                                                                 error:&error];
    handler(pipeline, reflection, error);
  });
}

- (id<MTLBinaryArchive>)newBinaryArchiveWithDescriptor:(MTLBinaryArchiveDescriptor *)descriptor
                                                 error:(NSError **)error {
  Require(PresentGpu().is_metal3, "-[MTLDevice newBinaryArchiveWithDescriptor:error:]",
          "Target device architecture is nil");
  return [[MTLDoubleBinaryArchive alloc] initWithDevice:self descriptor:descriptor error:error];
}
- (id<MTLEvent>)newEvent {
  return [[MTLDoubleEvent alloc] initWithDevice:self];
}
@end

id<MTLDevice> MTLCreateSystemDefaultDevice(void) {
  static MTLDoubleDevice *const device =
      PresentGpu().is_metal3 ? [MTLDoubleMetal3Device new] : [MTLDoubleDevice new];
  return device;
}

NSArray<id<MTLDevice>> *MTLCopyAllDevices(void) { return @[ MTLCreateSystemDefaultDevice() ]; }
