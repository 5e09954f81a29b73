// Metal's compiler: libraries, diagnostics, constants.
#include "bench.h"

static NSString *const kSource =
    @"#include <metal_stdlib>\n"
    @"using namespace metal;\n"
    @"constant float factor [[function_constant(3)]];\n"
    @"kernel void scale(device float *v [[buffer(0)]], constant float &by [[buffer(1)]],\n"
    @"                  uint i [[thread_position_in_grid]]) { v[i] *= factor * by; }\n";

TEST(DiagnosticsAreMetals) {
  NSError *error = nil;
  NSString *source = @"#include <metal_stdlib>\nkernel void k() {\n  int x = y;\n}\n";
  CHECK(![MTLCreateSystemDefaultDevice() newLibraryWithSource:source options:nil error:&error]);
  CHECK([error.domain isEqualToString:MTLLibraryErrorDomain] && error.code == MTLLibraryErrorCompileFailure);
  CHECK(
      [error.localizedDescription hasPrefix:@"program_source:3:11: error: use of undeclared identifier 'y'"]);
}

TEST(FunctionConstantsAreCompiledIn) {
  const Bench bench;
  NSError *error = nil;
  id<MTLLibrary> library = [bench.device newLibraryWithSource:kSource options:nil error:&error];
  CHECK([library.functionNames isEqualToArray:@[ @"scale" ]]);
  MTLFunctionConstant *constant =
      [library newFunctionWithName:@"scale"].functionConstantsDictionary[@"factor"];
  CHECK(constant.index == 3 && constant.type == MTLDataTypeFloat);
  const auto make = [&](MTLDataType type, const void *value, NSString *name) {
    MTLFunctionConstantValues *values = [MTLFunctionConstantValues new];
    [values setConstantValue:value type:type atIndex:3];
    return [library newFunctionWithName:name constantValues:values error:&error];
  };
  const float factor = 3;
  const int integer = 3;
  CHECK(!make(MTLDataTypeInt, &integer, @"scale") && error.code == MTLLibraryErrorCompileFailure);
  CHECK(!make(MTLDataTypeFloat, &factor, @"none") && error.code == MTLLibraryErrorFunctionNotFound);
  id<MTLFunction> function = make(MTLDataTypeFloat, &factor, @"scale");
  id<MTLComputePipelineState> pipeline = [bench.device newComputePipelineStateWithFunction:function
                                                                                     error:&error];
  CHECK(pipeline.threadExecutionWidth == 32 && pipeline.maxTotalThreadsPerThreadgroup == 1024);
  bench.Values()[63] = 2;
  id<MTLCommandBuffer> commands = [bench.queue commandBuffer];
  id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoder];
  const float by = 7;
  [encoder setComputePipelineState:pipeline];
  [encoder setBuffer:bench.buffer offset:32 * sizeof(float) atIndex:0];
  [encoder setBytes:&by length:sizeof by atIndex:1];
  [encoder dispatchThreads:MTLSizeMake(32, 1, 1) threadsPerThreadgroup:MTLSizeMake(24, 1, 1)];
  [encoder endEncoding];
  [commands commit];
  [commands waitUntilCompleted];
  CHECK(bench.Values()[63] == 42);
}

TEST(WarningsComeWithALibrary) {
  NSError *error = nil;
  NSString *source = @"#include <metal_stdlib>\n#warning look here\nkernel void k() {}\n";
  CHECK([MTLCreateSystemDefaultDevice() newLibraryWithSource:source options:nil error:&error]);
  CHECK(error.code == MTLLibraryErrorCompileWarning);
  CHECK([error.localizedDescription hasPrefix:@"program_source:2:2: warning: look here"]);
}

TEST(ALanguageThatTheSystemLacksIsRefused) {
  MTLCompileOptions *options = [MTLCompileOptions new];
  options.languageVersion = MTLLanguageVersion3_2;
  NSError *error = nil;
  setenv("TILESCOPE_DOUBLE_MACOS", "14.7", 1);
  CHECK(![MTLCreateSystemDefaultDevice() newLibraryWithSource:kAdd options:options error:&error]);
  CHECK(error.code == MTLLibraryErrorUnsupported);
  unsetenv("TILESCOPE_DOUBLE_MACOS");
  CHECK([MTLCreateSystemDefaultDevice() newLibraryWithSource:kAdd options:options error:&error]);
}

TEST(ExitsOnAnUnknownGpu) {
  setenv("TILESCOPE_DOUBLE_GPU", "banshee", 1);
  MTLCreateSystemDefaultDevice();
}

TEST(PipelinesKnowTheirThreadgroupMemory) {
  id<MTLDevice> device = MTLCreateSystemDefaultDevice();
  const auto make = [&](NSString *length, NSError **error) {
    NSString *source = [NSString
        stringWithFormat:@"#include <metal_stdlib>\nkernel void k(device float *v [[buffer(0)]]) {\n"
                          "  threadgroup float own[%@];\n  own[0] = v[0];\n  v[1] = own[0];\n}\n",
                         length];
    id<MTLLibrary> library = [device newLibraryWithSource:source options:nil error:error];
    return [device newComputePipelineStateWithFunction:[library newFunctionWithName:@"k"] error:error];
  };
  NSError *error = nil;
  CHECK(make(@"8192", &error).staticThreadgroupMemoryLength == 32768 && !error);
  CHECK(!make(@"8193", &error));
  CHECK([error.localizedDescription
      containsString:@"size (32772) exceeds the maximum threadgroup memory allowed (32768)"]);
}
