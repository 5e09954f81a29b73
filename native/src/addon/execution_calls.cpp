#include "calls.h"
#include "convert.h"
#include "handles.h"
#include "promise_worker.h"

namespace tilescope {
namespace {

std::shared_ptr<Backend> BackendOf(const Napi::CallbackInfo &call) {
  return BackendsOf(call.Env()).Find(call[0].ToString());
}

Napi::Value MakeCancelFlag(const Napi::CallbackInfo &call) {
  return ToHandle(call.Env(), std::make_shared<CancelFlag>(false));
}

Napi::Value Cancel(const Napi::CallbackInfo &call) {
  *ToCancelFlag(call[0]) = true;
  return call.Env().Undefined();
}

Napi::Value Execute(const Napi::CallbackInfo &call) {
  auto execution = std::make_shared<Execution>(ToExecution(call[1].As<Napi::Object>()));
  return PromiseWorker<Timing>::Run(
      call.Env(), [backend = BackendOf(call), execution] { return backend->Execute(*execution); },
      [](Napi::Env env, Timing &timing) { return ToJs(env, timing); });
}

// Why the device has no routine of that name; null if it has one.
Napi::Value RoutineReason(const Napi::CallbackInfo &call) {
  const auto reason = BackendOf(call)->RoutineReason(call[1].ToString());
  return reason ? Napi::String::New(call.Env(), *reason) : call.Env().Null();
}

Napi::Value MakeRoutine(const Napi::CallbackInfo &call) {
  using Made = std::shared_ptr<Routine>;
  return PromiseWorker<Made>::Run(
      call.Env(),
      [backend = BackendOf(call), spec = ToRoutineSpec(call[1].As<Napi::Object>())] {
        return backend->MakeRoutine(spec);
      },
      [](Napi::Env env, Made &routine) {
        Napi::Object made = Napi::Object::New(env);
        made.Set("handle", ToHandle(env, routine));
        const std::string note = routine->Note();
        made.Set("note", note.empty() ? env.Null() : Napi::String::New(env, note));
        return made;
      });
}

} // namespace

const std::vector<NamedCall> kExecutionCalls = {
    {"cancelFlag", MakeCancelFlag},   {"cancel", Cancel},       {"execute", Execute},
    {"routineReason", RoutineReason}, {"routine", MakeRoutine},
};

} // namespace tilescope
