#pragma once
#include "error.h"

#include <functional>
#include <variant>

namespace tilescope {

// How a driver's work ended.
template <class Result> using Outcome = std::variant<Result, Error>;

// What a driver calls, once and on any thread, when its work has ended.
template <class Result> using Settle = std::function<void(Outcome<Result>)>;

} // namespace tilescope
