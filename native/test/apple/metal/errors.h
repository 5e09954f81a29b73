#pragma once
#import <Metal/Metal.h>

#include <string>

namespace metal_double {

NSError *MakeError(NSErrorDomain domain, NSInteger code, const std::string &description);

// Stores an error if the caller wants one. Returns nil, for `return Refuse(error, …)`.
std::nullptr_t Refuse(NSError **target, NSError *error);

NSString *ToNSString(const std::string &text);

// An error of the driver's compiler, in the driver's own domain.
extern NSErrorDomain const kDriverErrorDomain;
constexpr NSInteger kDriverCompilationFailed = 3;

} // namespace metal_double
