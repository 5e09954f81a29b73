#pragma once
#import <Foundation/Foundation.h>

#include <string>

namespace tilescope {

inline NSString *ToNs(const std::string &text) {
  return [[NSString alloc] initWithBytes:text.data() length:text.size() encoding:NSUTF8StringEncoding];
}

inline std::string ToStd(NSString *text) { return text ? text.UTF8String : ""; }

// An error's description.
inline std::string Reason(NSError *error) {
  return error ? ToStd(error.localizedDescription) : "the system gave no reason";
}

} // namespace tilescope
