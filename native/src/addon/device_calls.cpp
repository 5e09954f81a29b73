#include "calls.h"
#include "convert.h"
#include "handles.h"
#include "promise_worker.h"

namespace tilescope {
namespace {

struct Described {
  std::string id;
  DeviceInfo info;
};

Napi::Value Devices(const Napi::CallbackInfo &call) {
  using List = std::vector<Described>;
  return PromiseWorker<List>::Run(
      call.Env(),
      [all = BackendsOf(call.Env()).All()] {
        List list;
        for (const auto &[id, backend] : all)
          list.push_back({id, backend->Info()});
        return list;
      },
      [](Napi::Env env, List &list) -> Napi::Value {
        Napi::Array array = Napi::Array::New(env, list.size());
        for (uint32_t i = 0; i < list.size(); i++) {
          auto device = ToJs(env, list[i].info).As<Napi::Object>();
          device.Set("id", list[i].id);
          array.Set(i, device);
        }
        return array;
      });
}

// conditions(): null if the system provides none.
Napi::Value CurrentConditions(const Napi::CallbackInfo &call) {
  const auto conditions = SystemConditions();
  return conditions ? ToJs(call.Env(), *conditions) : call.Env().Null();
}

Napi::Value BeginActivity(const Napi::CallbackInfo &call) {
  return ToHandle(call.Env(), BeginSystemActivity(call[0].ToString()));
}

} // namespace

const std::vector<NamedCall> kDeviceCalls = {
    {"devices", Devices},
    {"conditions", CurrentConditions},
    {"beginActivity", BeginActivity},
};

} // namespace tilescope
