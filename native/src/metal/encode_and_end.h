#pragma once
#import <Metal/Metal.h>

namespace tilescope {

// Runs `encode` and ends the encoder, also if something throws: releasing an open encoder would end the
// process.
template <class Encode> void EncodeAndEnd(id<MTLCommandEncoder> encoder, const Encode &encode) {
  try {
    encode();
    [encoder endEncoding];
  } catch (...) {
    [encoder endEncoding];
    throw;
  }
}

} // namespace tilescope
