#pragma once
#include "error.h"

#include <napi.h>

namespace tilescope {

// The JavaScript Error with `code` and `diagnostics`.
Napi::Value ToJs(Napi::Env env, const Error &error);

// An Array of Diagnostic in native/msl/types.ts.
Napi::Value ToJs(Napi::Env env, const std::vector<Diagnostic> &diagnostics);

} // namespace tilescope
