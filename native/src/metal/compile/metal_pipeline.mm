#include "data_type.h"
#include "metal/metal_backend.h"
#include "metal_kernel.h"
#include "pipeline_archive.h"
#include "metal/pool.h"
#include "metal/text.h"

namespace tilescope {
namespace {

using Clock = std::chrono::steady_clock;

// MTLBindingTypeTensor. A name for it is in no SDK before macOS 26.
constexpr auto kTensor = static_cast<MTLBindingType>(37);

// Creates a pipeline in up to three asynchronous steps, each started by the completion handler of the
// previous one: the function with its constants, the pipeline from the archive, the pipeline from the
// compiler.
class PipelineTask : public std::enable_shared_from_this<PipelineTask> {
public:
  PipelineTask(id<MTLDevice> device, std::shared_ptr<PendingArchives> archives,
               const PipelineRequest &request, Settle<CompiledPipeline> settle)
      : device_(device), library_(static_cast<const MetalLibrary &>(*request.library).Library()),
        kernel_(request.kernel), archive_(request.archive), archives_(std::move(archives)),
        settle_(std::move(settle)) {
    descriptor_.label = ToNs(kernel_);
    descriptor_.supportIndirectCommandBuffers = request.indirect;
  }

  // Throws UNKNOWN_KERNEL.
  void Start(const std::vector<ConstantValue> &constants) {
    CheckName();
    const auto self = shared_from_this();
    [library_ newFunctionWithName:ToNs(kernel_)
                   constantValues:ToMetal(constants)
                completionHandler:^(id<MTLFunction> function, NSError *error) {
                  self->Continue([&] { self->MakeOf(function, error); });
                }];
  }

private:
  // Takes a step on a thread of Metal's, where nothing would catch an exception.
  template <class Step> void Continue(const Step &step) const {
    try {
      InPool(step);
    } catch (const Error &error) {
      settle_(error);
    }
  }

  void CheckName() const {
    std::string names;
    for (NSString *name in library_.functionNames) {
      if (ToStd(name) == kernel_)
        return;
      names += (names.empty() ? "" : ", ") + ToStd(name);
    }
    throw Error("UNKNOWN_KERNEL", "The library has no kernel \"" + kernel_ +
                                      "\"; available: " + (names.empty() ? "none" : names));
  }

  void MakeOf(id<MTLFunction> function, NSError *error) {
    if (!function)
      return Fail("its function constants were rejected", error);
    descriptor_.computeFunction = function;
    if (id<MTLBinaryArchive> archive = archive_.Open(device_))
      FromArchive(archive);
    else
      FromCompiler();
  }

  void FromArchive(id<MTLBinaryArchive> archive) {
    descriptor_.binaryArchives = @[ archive ];
    Make(MTLPipelineOptionFailOnBinaryArchiveMiss, true);
  }

  void FromCompiler() {
    descriptor_.binaryArchives = nil;
    Make(MTLPipelineOptionNone, false);
  }

  void Make(MTLPipelineOption how, bool archived) {
    const auto self = shared_from_this();
    [device_
        newComputePipelineStateWithDescriptor:descriptor_
                                      options:MTLPipelineOptionBindingInfo | how
                            completionHandler:^(id<MTLComputePipelineState> pipeline,
                                                MTLComputePipelineReflection *reflection, NSError *error) {
                              self->Continue([&] { self->Made(pipeline, reflection, error, archived); });
                            }];
  }

  void Made(id<MTLComputePipelineState> pipeline, MTLComputePipelineReflection *reflection, NSError *error,
            bool archived) {
    if (!pipeline)
      return archived ? FromCompiler() : Fail("the driver could not create a pipeline", error);
    CheckTensors(reflection);
    const std::chrono::duration<double, std::milli> taken = Clock::now() - start_;
    CompiledPipeline made{.kernel = std::make_shared<MetalKernel>(pipeline),
                          .arguments = ArgumentsOf(reflection),
                          .max_threads_per_threadgroup =
                              static_cast<uint32_t>(pipeline.maxTotalThreadsPerThreadgroup),
                          .threadgroup_bytes = static_cast<uint32_t>(pipeline.staticThreadgroupMemoryLength),
                          .simd_width = static_cast<uint32_t>(pipeline.threadExecutionWidth),
                          .archived = archived,
                          .compile_ms = taken.count()};
    if (!archived && archive_.HasFile())
      archives_->Add(archive_, descriptor_);
    settle_(std::move(made));
  }

  // MTLComputeCommandEncoder has no call that binds a tensor; MTL4ComputeCommandEncoder binds one by its
  // resource ID in an MTL4ArgumentTable. Throws UNSUPPORTED.
  void CheckTensors(MTLComputePipelineReflection *reflection) const {
    for (id<MTLBinding> binding in reflection.bindings)
      if (binding.type == kTensor)
        throw Error("UNSUPPORTED",
                    kernel_ + ": argument \"" + ToStd(binding.name) +
                        "\" is a tensor, which Metal binds through the argument tables of Metal 4 command "
                        "buffers (MTL4ArgumentTable); here kernels are encoded in MTLCommandBuffer: take a "
                        "pointer and make a tensor_inline of it in the kernel");
  }

  static std::vector<KernelArgumentInfo> ArgumentsOf(MTLComputePipelineReflection *reflection) {
    std::vector<KernelArgumentInfo> arguments;
    for (id<MTLBinding> binding in reflection.bindings) {
      const bool threadgroup = binding.type == MTLBindingTypeThreadgroupMemory;
      if ((!threadgroup && binding.type != MTLBindingTypeBuffer) || !binding.argument)
        continue;
      arguments.push_back({.name = ToStd(binding.name),
                           .index = static_cast<uint32_t>(binding.index),
                           .threadgroup = threadgroup,
                           .writable = binding.access != MTLBindingAccessReadOnly});
    }
    return arguments;
  }

  void Fail(const std::string &what, NSError *error) {
    settle_(Error("PIPELINE_FAILED", kernel_ + ": " + what + ": " + Reason(error)));
  }

  const id<MTLDevice> device_;
  const id<MTLLibrary> library_;
  const std::string kernel_;
  const PipelineArchive archive_;
  const std::shared_ptr<PendingArchives> archives_;
  const Settle<CompiledPipeline> settle_;
  const Clock::time_point start_ = Clock::now();
  MTLComputePipelineDescriptor *const descriptor_ = [[MTLComputePipelineDescriptor alloc] init];
};

} // namespace

void MetalBackend::MakePipeline(const PipelineRequest &request, Settle<CompiledPipeline> settle) {
  InPool([&] {
    std::make_shared<PipelineTask>(device_, archives_, request, std::move(settle))->Start(request.constants);
  });
}

void MetalBackend::StorePipelines() { archives_->Store(device_, turn_); }

} // namespace tilescope
