#pragma once
#include "compilation.h"
#include "cpu/kernel.h"

#import <Metal/Metal.h>

// A kernel that is ready to run on the CPU.
@interface MTLDoublePipeline : NSObject <MTLComputePipelineState>
// Nil with the error if the function cannot be compiled.
- (instancetype)initWithDevice:(id<MTLDevice>)device
                    descriptor:(MTLComputePipelineDescriptor *)descriptor
                       options:(MTLPipelineOption)options
                         error:(NSError **)error;
@property(readonly) const std::shared_ptr<tilescope::CpuKernel> &kernel;
@property(readonly) const std::vector<metal_double::CompiledArgument> &arguments;
// Identifies the code: equal keys mean equal code.
@property(readonly) const std::string &key;
@property(readonly) BOOL wantsWholeSimdgroups;
@end
