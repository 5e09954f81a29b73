#include "errors.h"

NSErrorDomain const MTLLibraryErrorDomain = @"MTLLibraryErrorDomain";
NSErrorDomain const MTLCommandBufferErrorDomain = @"MTLCommandBufferErrorDomain";
NSErrorDomain const MTLBinaryArchiveDomain = @"MTLBinaryArchiveDomain";
NSErrorDomain const MTLCounterErrorDomain = @"MTLCounterErrorDomain";
NSErrorUserInfoKey const MTLCommandBufferEncoderInfoErrorKey = @"MTLCommandBufferEncoderInfoErrorKey";

namespace metal_double {

NSErrorDomain const kDriverErrorDomain = @"AGXMetalDouble";

NSString *ToNSString(const std::string &text) { return [NSString stringWithUTF8String:text.c_str()]; }

NSError *MakeError(NSErrorDomain domain, NSInteger code, const std::string &description) {
  return [NSError errorWithDomain:domain
                             code:code
                         userInfo:@{NSLocalizedDescriptionKey : ToNSString(description)}];
}

std::nullptr_t Refuse(NSError **target, NSError *error) {
  if (target)
    *target = error;
  return nullptr;
}

} // namespace metal_double
