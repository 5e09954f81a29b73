#include "data_type.h"
#include "diagnostics.h"
#include "language_version.h"
#include "metal/metal_backend.h"
#include "metal_kernel.h"
#include "metal/pool.h"
#include "metal/text.h"

#include <algorithm>

namespace tilescope {
namespace {

using Clock = std::chrono::steady_clock;

double MillisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

MTLCompileOptions *ToOptions(const CompileRequest &request) {
  MTLCompileOptions *options = [[MTLCompileOptions alloc] init];
  options.languageVersion = ToMetal(request.language_version);
  NSMutableDictionary<NSString *, NSObject *> *macros = [NSMutableDictionary dictionaryWithCapacity:0];
  for (const auto &[name, text] : request.defines)
    macros[ToNs(name)] = ToNs(text);
  options.preprocessorMacros = macros;
  // Set explicitly, because the default varies: relaxed on Apple GPUs from macOS 15, fast otherwise. Fast
  // lets the compiler assume that no number is infinite or NaN, but a masked softmax uses minus infinity.
  // Relaxed preserves those and matches the CPU's front end. Older systems offer only fast and the safe mode,
  // which is slower but correct.
  if (@available(macOS 15.0, *)) {
    options.mathMode = MTLMathModeRelaxed;
    options.mathFloatingPointFunctions = MTLMathFloatingPointFunctionsFast;
  } else {
    options.fastMathEnabled = NO;
  }
  return options;
}

LibraryKernelInfo Describe(id<MTLFunction> function) {
  LibraryKernelInfo kernel{.name = ToStd(function.name), .constants = {}};
  for (MTLFunctionConstant *constant in function.functionConstantsDictionary.allValues)
    kernel.constants.push_back({.index = static_cast<uint32_t>(constant.index),
                                .name = ToStd(constant.name),
                                .type = NameOf(constant.type)});
  std::sort(kernel.constants.begin(), kernel.constants.end(),
            [](const auto &a, const auto &b) { return a.index < b.index; });
  return kernel;
}

std::vector<LibraryKernelInfo> KernelsOf(id<MTLLibrary> library) {
  std::vector<LibraryKernelInfo> kernels;
  for (NSString *name in library.functionNames) {
    id<MTLFunction> function = [library newFunctionWithName:name];
    if (function.functionType == MTLFunctionTypeKernel)
      kernels.push_back(Describe(function));
  }
  return kernels;
}

// If there is a library, the error contains its warnings.
CompiledLibrary ToCompiled(id<MTLLibrary> library, NSError *error, double milliseconds) {
  const std::string text = error ? Reason(error) : "";
  if (!library) {
    std::vector<Diagnostic> diagnostics = ParseDiagnostics(text, true);
    const std::string message = diagnostics.front().message;
    throw Error("COMPILE_FAILED", message, std::move(diagnostics));
  }
  return {.library = std::make_shared<MetalLibrary>(library),
          .kernels = KernelsOf(library),
          .diagnostics = ParseDiagnostics(text, false),
          .compile_ms = milliseconds};
}

// On a thread of Metal's, where nothing would catch an exception.
Outcome<CompiledLibrary> ToOutcome(id<MTLLibrary> library, NSError *error, double milliseconds) {
  try {
    return InPool([&] { return ToCompiled(library, error, milliseconds); });
  } catch (const Error &failure) {
    return failure;
  }
}

} // namespace

void MetalBackend::Compile(const CompileRequest &request, Settle<CompiledLibrary> settle) {
  InPool([&] {
    const auto start = Clock::now();
    // A copy, because the block would capture the lambda's reference.
    const Settle<CompiledLibrary> done = settle;
    [device_ newLibraryWithSource:ToNs(request.source)
                          options:ToOptions(request)
                completionHandler:^(id<MTLLibrary> library, NSError *error) {
                  done(ToOutcome(library, error, MillisecondsSince(start)));
                }];
  });
}

} // namespace tilescope
