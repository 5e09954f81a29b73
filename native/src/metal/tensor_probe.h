#pragma once
#include <future>
#include <optional>
#include <string>

#import <Metal/Metal.h>

namespace tilescope {

// What kernels with Metal 4's tensor operations need and do not find here, such as "macOS 26 or later";
// nothing if a small one compiles, to the code of the GPU. There is no other way to ask. It compiles on a
// thread of its own, since that takes a while; nothing is compiled on a system that is too old.
std::future<std::optional<std::string>> StartTensorProbe(id<MTLDevice> device);

} // namespace tilescope
