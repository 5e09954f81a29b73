// Lets tests query which of the double's objects are alive. Inspects the addon beside it, which must be
// loaded.
#include <napi.h>

#include <cstdint>
#include <dlfcn.h>
#include <string>

namespace {

using Visit = void (*)(void *context, const char *class_name, int64_t live);
using LiveObjects = void (*)(Visit visit, void *context);

LiveObjects FindLiveObjects(Napi::Env env) {
  Dl_info self;
  dladdr(reinterpret_cast<void *>(&FindLiveObjects), &self);
  const std::string file = self.dli_fname;
  const std::string addon = file.substr(0, file.rfind('/') + 1) + "tilescope.node";
  void *handle = dlopen(addon.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  if (!handle)
    throw Napi::Error::New(env, addon + " is not loaded: set TILESCOPE_BACKEND=metal-double");
  return reinterpret_cast<LiveObjects>(dlsym(handle, "TilescopeDoubleLiveObjects"));
}

// { class: count }, without classes that have no objects.
Napi::Value CountObjects(const Napi::CallbackInfo &call) {
  Napi::Object counts = Napi::Object::New(call.Env());
  const Visit add = [](void *context, const char *class_name, int64_t live) {
    if (live != 0)
      static_cast<Napi::Object *>(context)->Set(class_name, static_cast<double>(live));
  };
  FindLiveObjects(call.Env())(add, &counts);
  return counts;
}

Napi::Object Initialise(Napi::Env env, Napi::Object exports) {
  exports.Set("liveObjects", Napi::Function::New(env, CountObjects));
  return exports;
}

} // namespace

NODE_API_MODULE(inspector, Initialise)
