#pragma once
#include "error_to_js.h"

#include <functional>
#include <optional>

namespace tilescope {

// Runs `work` on a thread of libuv's pool and settles a promise with its result, which `convert` converts on
// the JavaScript thread, or with the Error it throws.
template <class Result> class PromiseWorker : public Napi::AsyncWorker {
public:
  using Work = std::function<Result()>;
  using Convert = std::function<Napi::Value(Napi::Env, Result &)>;

  static Napi::Promise Run(Napi::Env env, Work work, Convert convert) {
    auto *worker = new PromiseWorker(env, std::move(work), std::move(convert));
    const Napi::Promise promise = worker->deferred_.Promise();
    worker->Queue(); // deletes itself when done
    return promise;
  }

private:
  PromiseWorker(Napi::Env env, Work work, Convert convert)
      : AsyncWorker(env), deferred_(env), work_(std::move(work)), convert_(std::move(convert)) {}

  void Execute() override {
    try {
      result_.emplace(work_());
    } catch (const Error &error) {
      error_ = error;
    } catch (const std::exception &error) {
      error_ = Error("INTERNAL", error.what());
    } catch (...) {
      error_ = Error("INTERNAL", "An exception of an unknown type was thrown");
    }
  }

  void OnOK() override {
    const Napi::HandleScope scope(Env());
    if (error_)
      deferred_.Reject(ToJs(Env(), *error_));
    else
      deferred_.Resolve(convert_(Env(), *result_));
  }

  Napi::Promise::Deferred deferred_;
  Work work_;
  Convert convert_;
  std::optional<Result> result_;
  std::optional<Error> error_;
};

} // namespace tilescope
