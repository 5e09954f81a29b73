#pragma once
#import <Foundation/Foundation.h>

#include <exception>
#include <optional>
#include <type_traits>

namespace tilescope {

// Runs `work` in its own autorelease pool. A C++ exception that left an @autoreleasepool would leave the pool
// undrained until the thread ends, so it is caught inside and rethrown outside.
template <class Work> std::invoke_result_t<Work> InPool(const Work &work) {
  using Result = std::invoke_result_t<Work>;
  std::exception_ptr failure;
  std::optional<std::conditional_t<std::is_void_v<Result>, bool, Result>> result;
  @autoreleasepool {
    try {
      if constexpr (std::is_void_v<Result>)
        work();
      else
        result.emplace(work());
    } catch (...) {
      failure = std::current_exception();
    }
  }
  if (failure)
    std::rethrow_exception(failure);
  if constexpr (!std::is_void_v<Result>)
    return std::move(*result);
}

} // namespace tilescope
