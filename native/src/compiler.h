#pragma once
#include "backend.h"
#include "diagnostic.h"
#include "settlement.h"

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

// A compiled text.
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
  bool indirect;       // to be used in indirect command buffers
  std::string archive; // the file that compiled code is kept in between runs
};

struct KernelArgumentInfo {
  std::string name;
  uint32_t index;
  bool threadgroup; // threadgroup memory, or else a buffer
  bool writable;
};

struct CompiledPipeline {
  std::shared_ptr<DeviceKernel> kernel;
  std::vector<KernelArgumentInfo> arguments;
  uint32_t max_threads_per_threadgroup;
  uint32_t threadgroup_bytes; // that the kernel declares itself
  uint32_t simd_width;
  bool archived; // it came from the archive
  double compile_ms;
};

// A backend whose driver compiles MSL. Both return at once; the driver compiles
// on threads of its own, as many at a time as it likes.
class CompilingBackend : public Backend {
public:
  // Fails with COMPILE_FAILED, with diagnostics, or UNSUPPORTED.
  virtual void Compile(const CompileRequest &request, Settle<CompiledLibrary> settle) = 0;
  // Fails with UNKNOWN_KERNEL or PIPELINE_FAILED.
  virtual void MakePipeline(const PipelineRequest &request, Settle<CompiledPipeline> settle) = 0;
};

} // namespace tilescope
