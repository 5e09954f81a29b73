#include "tensor_probe.h"

#include "metal/compile/diagnostics.h"
#include "metal/compile/language_version.h"
#include "pool.h"
#include "text.h"

namespace tilescope {
namespace {

using Need = std::optional<std::string>;

NSString *const kSource =
    @"#include <metal_stdlib>\n"
     "#include <metal_tensor>\n"
     "#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>\n"
     "using namespace metal;\n"
     "using namespace mpp::tensor_ops;\n"
     "kernel void product(device half *left [[buffer(0)]], device half *right [[buffer(1)]],\n"
     "                    device float *out [[buffer(2)]]) {\n"
     "  tensor<device half, dextents<int, 2>, tensor_inline> a(left, dextents<int, 2>(16, 16));\n"
     "  tensor<device half, dextents<int, 2>, tensor_inline> b(right, dextents<int, 2>(32, 16));\n"
     "  tensor<device float, dextents<int, 2>, tensor_inline> c(out, dextents<int, 2>(32, 16));\n"
     "  constexpr auto shape = matmul2d_descriptor(16, 32, static_cast<int>(dynamic_extent));\n"
     "  matmul2d<shape, execution_simdgroup> multiply;\n"
     "  auto sums = multiply.get_destination_cooperative_tensor<decltype(a), decltype(b), float>();\n"
     "  multiply.run(a, b, sums);\n"
     "  sums.store(c);\n"
     "}\n";

// The default is the version of the SDK that this was built with, which may hide the headers (llama.cpp, pull
// request 27461). A name for it is in no SDK before macOS 26.
MTLCompileOptions *Options() {
  MTLCompileOptions *options = [[MTLCompileOptions alloc] init];
  options.languageVersion = ToMetal({4, 0});
  return options;
}

// What a message of the compiler says is missing. The text is right, so what is wrong in a line of it is that
// the headers are absent, or empty.
std::string Missing(id<MTLDevice> device, const std::string &text) {
  const Diagnostic first = ParseDiagnostics(text, true).front();
  const std::string message = " (" + first.message.substr(0, first.message.find('\n')) + ")";
  // Their drivers compile none (PyTorch, issue 196582).
  if ([device.name containsString:@"Paravirtual"])
    return "a GPU that is not virtual" + message;
  return (first.line > 0 ? "headers that this system lacks" : "a driver that compiles them") + message;
}

Need Compile(id<MTLDevice> device) {
  NSError *error = nil;
  id<MTLLibrary> library = [device newLibraryWithSource:kSource options:Options() error:&error];
  id<MTLFunction> product = [library newFunctionWithName:@"product"];
  if (product && [device newComputePipelineStateWithFunction:product error:&error])
    return std::nullopt;
  return Missing(device, Reason(error));
}

Need CompileSafely(id<MTLDevice> device) {
  try {
    return InPool([&] { return Compile(device); });
  } catch (const Error &failure) {
    return Missing(device, failure.what());
  }
}

} // namespace

std::future<Need> StartTensorProbe(id<MTLDevice> device) {
  if (@available(macOS 26.0, *))
    return std::async(std::launch::async, [device] { return CompileSafely(device); });
  return std::async(std::launch::deferred, [] { return Need("macOS 26 or later"); });
}

} // namespace tilescope
