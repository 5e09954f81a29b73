#pragma once
#import <Metal/Metal.h>

#include <string>

namespace metal_double {

NSError *MakeError(NSErrorDomain domain, NSInteger code, const std::string &description);

// Stores an error where the caller wants one; returns nil for `return Refuse(error, …)`.
std::nullptr_t Refuse(NSError **target, NSError *error);

NSString *ToNSString(const std::string &text);

// Of what the compiler of a GPU's driver says: the domain is the driver's own.
extern NSErrorDomain const kDriverErrorDomain;
constexpr NSInteger kDriverCompilationFailed = 3;

} // namespace metal_double
