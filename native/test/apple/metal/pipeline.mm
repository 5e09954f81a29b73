#include "pipeline.h"

#include "../faults.h"
#include "binary_archive.h"
#include "error.h"
#include "errors.h"
#include "gpu_model.h"
#include "library.h"
#include "msl/abi.h"
#include "validation.h"

#include <algorithm>

using namespace metal_double;
using tilescope::CpuKernel;

namespace {

const CompiledKernel &Find(const Compiled &compiled, const std::string &name) {
  return *std::find_if(compiled.kernels.begin(), compiled.kernels.end(),
                       [&](const CompiledKernel &kernel) { return kernel.name == name; });
}

// Function constants are compiled in, as a GPU's driver does. If the library was only checked, compiles this
// kernel.
Answer Specialise(MTLDoubleFunction *function) {
  MTLDoubleLibrary *library = function.library;
  if (!function.constants && !library.compiled->object.empty())
    return {library.compiled, ""};
  Request request = library.request;
  request.constants = function.constants;
  if (library.compiled->object.empty())
    request.kernels = {function.name.UTF8String};
  Answer answer = Compile(request);
  if (answer.compiled && answer.compiled->object.empty())
    return {nullptr,
            std::string("function ") + function.name.UTF8String + " needs values for its function constants"};
  return answer;
}

std::shared_ptr<CpuKernel> Load(const Compiled &compiled, const CompiledKernel &kernel) {
  if (kernel.loops)
    return std::make_shared<CpuKernel>(tilescope::EntryPoint{compiled.object, kernel.symbol});
  return std::make_shared<CpuKernel>(tilescope::EntryPoint{compiled.object, kernel.symbol},
                                     tilescope::EntryPoint{compiled.object, kernel.follower_symbol});
}

NSError *DriverError(const std::string &description) {
  return MakeError(kDriverErrorDomain, kDriverCompilationFailed, description);
}

} // namespace

@implementation MTLDoublePipeline {
  std::shared_ptr<CpuKernel> _kernel;
  std::vector<CompiledArgument> _arguments;
  std::string _key;
}
@synthesize device = _device, label = _label, maxTotalThreadsPerThreadgroup = _maxTotalThreadsPerThreadgroup,
            supportIndirectCommandBuffers = _supportIndirectCommandBuffers,
            staticThreadgroupMemoryLength = _staticThreadgroupMemoryLength;

- (instancetype)initWithDevice:(id<MTLDevice>)device
                    descriptor:(MTLComputePipelineDescriptor *)descriptor
                       options:(MTLPipelineOption)options
                         error:(NSError **)error {
  Require(descriptor.computeFunction, "-[MTLDevice newComputePipelineStateWithDescriptor:]",
          "computeFunction must not be nil");
  MTLDoubleFunction *function = (MTLDoubleFunction *)descriptor.computeFunction;
  _device = device;
  _label = [descriptor.label copy];
  const bool only_archived = options & MTLPipelineOptionFailOnBinaryArchiveMiss;
  // Not for archive lookups, which do not compile: a miss would swallow the fault.
  if (!only_archived && faults::Strikes(faults::Name::kPipelineFailure))
    return Refuse(error, DriverError("Compiler encountered a requested internal error"));
  const Answer answer = Specialise(function);
  if (!answer.compiled)
    return Refuse(error, DriverError(answer.messages));
  const CompiledKernel &kernel = Find(*answer.compiled, function.name.UTF8String);
  _staticThreadgroupMemoryLength = kernel.threadgroup_bytes;
  if (kernel.multiplies_matrices && PresentGpu().apple_family < MTLGPUFamilyApple7)
    return Refuse(error, DriverError("the GPU cannot multiply matrices"));
  if (kernel.threadgroup_bytes > MSL_MAX_THREADGROUP_BYTES)
    return Refuse(error, DriverError("Threadgroup memory size (" + std::to_string(kernel.threadgroup_bytes) +
                                     ") exceeds the maximum threadgroup memory allowed (" +
                                     std::to_string(int{MSL_MAX_THREADGROUP_BYTES}) + ")"));
  _key = answer.compiled->key + " " + kernel.name;
  if (only_archived && !ArchivesHold(descriptor.binaryArchives, _key))
    return Refuse(error, DriverError("no binary archive contains function " + kernel.name));
  NSUInteger most = kernel.max_threads ? kernel.max_threads : MSL_MAX_LANES;
  if (descriptor.maxTotalThreadsPerThreadgroup)
    most = std::min(most, descriptor.maxTotalThreadsPerThreadgroup);
  _maxTotalThreadsPerThreadgroup = std::min<NSUInteger>(most, MSL_MAX_LANES);
  _supportIndirectCommandBuffers = descriptor.supportIndirectCommandBuffers;
  _wantsWholeSimdgroups = descriptor.threadGroupSizeIsMultipleOfThreadExecutionWidth;
  _arguments = kernel.arguments;
  try {
    _kernel = Load(*answer.compiled, kernel);
  } catch (const tilescope::Error &failure) {
    return Refuse(error, DriverError(failure.what()));
  }
  return self;
}
- (const std::shared_ptr<CpuKernel> &)kernel {
  return _kernel;
}
- (const std::vector<CompiledArgument> &)arguments {
  return _arguments;
}
- (const std::string &)key {
  return _key;
}
- (NSUInteger)threadExecutionWidth {
  return PresentGpu().simd_width;
}
@end
