#pragma once
#include "backend.h"
#include "diagnostic.h"

#include <functional>
#include <map>
#include <variant>

namespace tilescope {

// "3.1" is {3, 1}.
struct LanguageVersion {
  uint32_t major, minor;
};

struct CompileRequest {
  std::string source;
  LanguageVersion language_version;
  std::map<std::string, std::string> defines;
};

// A compiled MSL text.
class DeviceLibrary {
public:
  virtual ~DeviceLibrary() = default;
};

struct FunctionConstantInfo {
  uint32_t index;
  std::string name;
  std::string type;
};

struct LibraryKernelInfo {
  std::string name;
  std::vector<FunctionConstantInfo> constants;
};

struct CompiledLibrary {
  std::shared_ptr<DeviceLibrary> library;
  std::vector<LibraryKernelInfo> kernels;
  std::vector<Diagnostic> diagnostics; // warnings
  double compile_ms;
};

// The value of a function constant.
struct ConstantValue {
  uint32_t index;
  std::variant<bool, int32_t, uint32_t, float> value;
};

struct PipelineRequest {
  std::shared_ptr<DeviceLibrary> library;
  std::string kernel;
  std::vector<ConstantValue> constants;
  bool indirect;       // for use in indirect command buffers
  std::string archive; // the file that caches compiled code between runs; empty: none does
};

struct KernelArgumentInfo {
  std::string name;
  uint32_t index;
  bool threadgroup; // threadgroup memory rather than a buffer
  bool writable;
};

struct CompiledPipeline {
  std::shared_ptr<DeviceKernel> kernel;
  std::vector<KernelArgumentInfo> arguments;
  uint32_t max_threads_per_threadgroup;
  uint32_t threadgroup_bytes; // declared by the kernel itself
  uint32_t simd_width;
  bool archived; // loaded from the archive
  double compile_ms;
};

// The result of a driver's work, or why it failed.
template <class Result> using Outcome = std::variant<Result, Error>;

// Called by the driver, once and on any thread, when its work is done.
template <class Result> using Settle = std::function<void(Outcome<Result>)>;

// A backend whose driver compiles MSL. Compile and MakePipeline return at once; the driver compiles on its
// own threads, several requests at a time.
class CompilingBackend : public Backend {
public:
  // Fails with COMPILE_FAILED, with diagnostics, or UNSUPPORTED.
  virtual void Compile(const CompileRequest &request, Settle<CompiledLibrary> settle) = 0;
  // Fails with UNKNOWN_KERNEL or PIPELINE_FAILED.
  virtual void MakePipeline(const PipelineRequest &request, Settle<CompiledPipeline> settle) = 0;
  // Writes the archives of the pipelines made since the last call. Slow: called on a worker thread.
  virtual void StorePipelines() = 0;
};

} // namespace tilescope
