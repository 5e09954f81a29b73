#include "test.h"

#include <napi.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" void TilescopeDoubleLiveObjects(void (*visit)(void *context, const char *class_name, int64_t live),
                                           void *context);

std::map<std::string, TestFunction> &AllTests() {
  static std::map<std::string, TestFunction> tests;
  return tests;
}

Test::Test(const char *name, TestFunction function) { AllTests()[name] = function; }

void FailCheck(const char *file, int line, const std::string &what) {
  std::fprintf(stderr, "%s:%d: %s\n", file, line, what.c_str());
  std::abort();
}

int64_t LiveObjects(const char *of_class) {
  struct Counting {
    const char *of_class;
    int64_t count = 0;
  } counting{of_class};
  const auto count = [](void *context, const char *name, int64_t live) {
    auto &counting = *static_cast<Counting *>(context);
    if (!counting.of_class || std::strcmp(name, counting.of_class) == 0)
      counting.count += live;
  };
  TilescopeDoubleLiveObjects(count, &counting);
  return counting.count;
}

namespace {

Napi::Value Names(const Napi::CallbackInfo &call) {
  Napi::Array names = Napi::Array::New(call.Env());
  for (const auto &[name, function] : AllTests())
    names.Set(names.Length(), name);
  return names;
}

Napi::Value Run(const Napi::CallbackInfo &call) {
  @autoreleasepool {
    AllTests().at(call[0].As<Napi::String>())();
  }
  return call.Env().Undefined();
}

Napi::Object Initialise(Napi::Env env, Napi::Object exports) {
  exports.Set("names", Napi::Function::New(env, Names));
  exports.Set("run", Napi::Function::New(env, Run));
  return exports;
}

} // namespace

NODE_API_MODULE(double_tests, Initialise)
