#include "library.h"

#include "../faults.h"
#include "../foundation/work_queue.h"
#include "../runtime/availability.h"
#include "errors.h"
#include "function_constants.h"

#include <algorithm>
#include <sstream>

using namespace metal_double;

namespace {

struct Language {
  MTLLanguageVersion version;
  const char *name; // the front end supports 3.1 and later, and treats older versions as 3.1
  objc_runtime::MacosVersion since;
};

constexpr Language kLanguages[] = {
    {MTLLanguageVersion2_4, "3.1", {12, 0, 0}}, {MTLLanguageVersion3_0, "3.1", {13, 0, 0}},
    {MTLLanguageVersion3_1, "3.1", {14, 0, 0}}, {MTLLanguageVersion3_2, "3.2", {15, 0, 0}},
    {MTLLanguageVersion4_0, "4.0", {26, 0, 0}}, {MTLLanguageVersion4_1, "4.1", {27, 0, 0}},
};

// Null if the emulated macOS does not support the version.
const Language *FindLanguage(MTLLanguageVersion version) {
  for (const Language &language : kLanguages)
    if (language.version == version && objc_runtime::PresentVersion() >= language.since)
      return &language;
  return nullptr;
}

const CompiledKernel *FindKernel(const Compiled &compiled, const char *name) {
  for (const CompiledKernel &kernel : compiled.kernels)
    if (kernel.name == name)
      return &kernel;
  return nullptr;
}

NSError *LibraryError(MTLLibraryError code, const std::string &description) {
  return MakeError(MTLLibraryErrorDomain, code, description);
}

// Adds the source line and a caret under each message, as clang prints them.
std::string WithExcerpts(const std::string &messages, const std::string &source) {
  std::vector<std::string> lines;
  std::istringstream text(source);
  for (std::string line; std::getline(text, line);)
    lines.push_back(line);
  std::string result;
  std::istringstream list(messages);
  for (std::string message; std::getline(list, message);) {
    result += message + "\n";
    unsigned line = 0, column = 0;
    if (std::sscanf(message.c_str(), "program_source:%u:%u:", &line, &column) == 2 && line > 0 &&
        line <= lines.size() && column > 0)
      result += lines[line - 1] + "\n" + std::string(column - 1, ' ') + "^\n";
  }
  return result;
}

// What a Mac says whose system lacks the header of tensors; empty if the text does not include it.
std::string MissingHeader(const std::string &source) {
  const std::string include = "#include <metal_tensor>";
  const size_t at = source.find(include);
  if (at == std::string::npos)
    return "";
  const auto line = 1 + std::count(source.begin(), source.begin() + static_cast<ptrdiff_t>(at), '\n');
  return WithExcerpts(
      "program_source:" + std::to_string(line) + ":10: fatal error: 'metal_tensor' file not found", source);
}

} // namespace

@implementation MTLDoubleLibrary {
  Request _request;
  std::shared_ptr<const Compiled> _compiled;
}
@synthesize device = _device, label = _label;

- (instancetype)initWithDevice:(id<MTLDevice>)device
                        source:(NSString *)source
                       options:(MTLCompileOptions *)options
                         error:(NSError **)error {
  _device = device;
  _request.source = source.UTF8String;
  if (options && options.languageVersion) {
    const Language *language = FindLanguage(options.languageVersion);
    if (!language)
      return Refuse(error, LibraryError(MTLLibraryErrorUnsupported,
                                        "language version " + std::to_string(options.languageVersion) +
                                            " is not supported by this system"));
    _request.language_version = language->name;
  }
  for (NSString *name in options.preprocessorMacros)
    _request.defines[name.UTF8String] = options.preprocessorMacros[name].description.UTF8String;
  if (faults::Strikes(faults::Name::kCompileError))
    return Refuse(error, LibraryError(MTLLibraryErrorCompileFailure,
                                      faults::Kind() == "internal"
                                          ? "Compiler encountered an internal error\n"
                                          : "program_source:1:1: error: this compile error was requested"));
  if (const std::string missing = MissingHeader(_request.source);
      !missing.empty() && faults::Strikes(faults::Name::kNoTensorHeader))
    return Refuse(error, LibraryError(MTLLibraryErrorCompileFailure, missing));
  const Answer answer = Compile(_request);
  if (!answer.compiled)
    return Refuse(
        error, LibraryError(MTLLibraryErrorCompileFailure, WithExcerpts(answer.messages, _request.source)));
  _compiled = answer.compiled;
  if (!answer.messages.empty()) // warnings: the library is returned, too
    Refuse(error,
           LibraryError(MTLLibraryErrorCompileWarning, WithExcerpts(answer.messages, _request.source)));
  return self;
}
- (const Request &)request {
  return _request;
}
- (const std::shared_ptr<const Compiled> &)compiled {
  return _compiled;
}
- (NSArray<NSString *> *)functionNames {
  NSMutableArray<NSString *> *names = [NSMutableArray arrayWithCapacity:_compiled->kernels.size()];
  for (const CompiledKernel &kernel : _compiled->kernels)
    [names addObject:ToNSString(kernel.name)];
  return names;
}
- (id<MTLFunction>)newFunctionWithName:(NSString *)functionName {
  if (!FindKernel(*_compiled, functionName.UTF8String))
    return nil;
  return [[MTLDoubleFunction alloc] initWithLibrary:self name:functionName constants:nullptr];
}
- (id<MTLFunction>)newFunctionWithName:(NSString *)name
                        constantValues:(MTLFunctionConstantValues *)constantValues
                                 error:(NSError **)error {
  if (!FindKernel(*_compiled, name.UTF8String))
    return Refuse(error, LibraryError(MTLLibraryErrorFunctionNotFound,
                                      std::string("there is no function ") + name.UTF8String));
  const auto constants = [constantValues valuesFor:*_compiled error:error];
  if (!constants)
    return nil;
  return [[MTLDoubleFunction alloc] initWithLibrary:self name:name constants:constants];
}
- (void)newFunctionWithName:(NSString *)name
             constantValues:(MTLFunctionConstantValues *)constantValues
          completionHandler:(void (^)(id<MTLFunction>, NSError *))completionHandler {
  MTLFunctionConstantValues *const values = [constantValues copy];
  void (^const handler)(id<MTLFunction>, NSError *) = [completionHandler copy];
  foundation_double::SharedWorkQueue().Post([=] {
    NSError *error = nil;
    id<MTLFunction> function = [self newFunctionWithName:name constantValues:values error:&error];
    handler(function, error);
  });
}
@end

@implementation MTLDoubleFunction {
  std::shared_ptr<const ConstantValues> _constants;
}
@synthesize label = _label, name = _name;

- (instancetype)initWithLibrary:(MTLDoubleLibrary *)library
                           name:(NSString *)name
                      constants:(std::shared_ptr<const ConstantValues>)constants {
  _library = library;
  _name = [name copy];
  _constants = constants;
  return self;
}
- (id<MTLDevice>)device {
  return _library.device;
}
- (MTLFunctionType)functionType {
  return MTLFunctionTypeKernel;
}
- (const std::shared_ptr<const ConstantValues> &)constants {
  return _constants;
}
- (NSDictionary<NSString *, MTLFunctionConstant *> *)functionConstantsDictionary {
  NSMutableDictionary *constants = [NSMutableDictionary dictionary];
  for (const CompiledConstant &constant : _library.compiled->constants)
    constants[ToNSString(constant.name)] = [[MTLFunctionConstant alloc] initWith:constant];
  return constants;
}
@end
