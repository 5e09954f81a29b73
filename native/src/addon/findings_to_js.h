#pragma once
#include "cpu/checks/check_run.h"

#include <napi.h>

namespace tilescope {

// {accesses, findings: [...]}; see AddonFinding in native/device/addon-types.ts.
Napi::Value ToJs(Napi::Env env, const CheckReport &report);

} // namespace tilescope
