#pragma once
#include "caught_error.h"

#import <Foundation/Foundation.h>

#include <optional>
#include <type_traits>

namespace tilescope {

// Runs `work` in its own autorelease pool. Every call from elsewhere into Apple's classes passes through
// here, because an exception of Objective-C would end the process: whatever `work` throws leaves as an Error.
// It is thrown again outside the pool, since one that left an @autoreleasepool would leave it undrained until
// the thread ends.
template <class Work> std::invoke_result_t<Work> InPool(const Work &work) {
  using Result = std::invoke_result_t<Work>;
  std::optional<Error> failure;
  std::optional<std::conditional_t<std::is_void_v<Result>, bool, Result>> result;
  @autoreleasepool {
    try {
      if constexpr (std::is_void_v<Result>)
        work();
      else
        result.emplace(work());
    } catch (...) {
      failure = CaughtError();
    }
  }
  if (failure)
    throw *failure;
  if constexpr (!std::is_void_v<Result>)
    return std::move(*result);
}

// The same for work whose failure may be ignored, as in a destructor. Returns whether it succeeded.
template <class Work> bool TryInPool(const Work &work) {
  try {
    InPool(work);
    return true;
  } catch (const Error &) {
    return false;
  }
}

} // namespace tilescope
