#pragma once
#include "compiler.h"
#include "error_to_js.h"

namespace tilescope {

// A promise that a driver settles on its own thread, without blocking one of libuv's. `convert` converts the
// result on the JavaScript thread.
template <class Result> class DriverPromise {
public:
  using Start = std::function<void(Settle<Result>)>;
  using Convert = std::function<Napi::Value(Napi::Env, Result &)>;

  // `start` submits the work to the driver and returns at once. It may throw Error.
  static Napi::Promise Run(Napi::Env env, const Start &start, Convert convert) {
    const auto state =
        std::make_shared<State>(Napi::Promise::Deferred(env), std::move(convert),
                                Napi::ThreadSafeFunction::New(env, Ignore(env), "driver", 0, 1));
    const Settle<Result> settle = [state](Outcome<Result> outcome) {
      auto *carried = new Outcome<Result>(std::move(outcome));
      const napi_status status = state->to_javascript.BlockingCall(
          carried, [state](Napi::Env env, Napi::Function, Outcome<Result> *carried) {
            const std::unique_ptr<Outcome<Result>> outcome(carried);
            state->SettlePromise(env, *outcome);
          });
      if (status != napi_ok) // the JavaScript thread has ended
        delete carried;
      if (status != napi_closing) // otherwise it has been released already
        state->to_javascript.Release();
    };
    try {
      start(settle);
    } catch (const Error &error) {
      settle(error);
    }
    return state->deferred.Promise();
  }

private:
  struct State {
    Napi::Promise::Deferred deferred;
    Convert convert;
    Napi::ThreadSafeFunction to_javascript;

    void SettlePromise(Napi::Env env, Outcome<Result> &outcome) {
      const Napi::HandleScope scope(env);
      if (const auto *error = std::get_if<Error>(&outcome))
        deferred.Reject(ToJs(env, *error));
      else
        deferred.Resolve(convert(env, std::get<Result>(outcome)));
    }
  };

  // A thread-safe function needs a function to call.
  static Napi::Function Ignore(Napi::Env env) {
    return Napi::Function::New(env, [](const Napi::CallbackInfo &) {});
  }
};

} // namespace tilescope
