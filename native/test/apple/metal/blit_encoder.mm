#include "blit_encoder.h"

#include "buffer.h"
#include "validation.h"

#include <cstring>

using namespace metal_double;

namespace {

std::string Range(NSUInteger bytes, NSUInteger offset, id<MTLBuffer> buffer) {
  return std::to_string(bytes) + " bytes at offset " + std::to_string(offset) + " exceed a buffer of " +
         std::to_string(buffer.length);
}

void CheckRange(NSUInteger bytes, NSUInteger offset, id<MTLBuffer> buffer, const char *where) {
  Require(buffer, where, "a buffer is nil");
  Require(offset <= buffer.length && bytes <= buffer.length - offset, where, Range(bytes, offset, buffer));
}

} // namespace

@implementation MTLDoubleBlitEncoder
- (void)copyFromBuffer:(id<MTLBuffer>)sourceBuffer
          sourceOffset:(NSUInteger)sourceOffset
              toBuffer:(id<MTLBuffer>)destinationBuffer
     destinationOffset:(NSUInteger)destinationOffset
                  size:(NSUInteger)size {
  static constexpr const char *kWhere = "-[MTLBlitCommandEncoder copyFromBuffer:]";
  [self requireOpen:kWhere];
  CheckRange(size, sourceOffset, sourceBuffer, kWhere);
  CheckRange(size, destinationOffset, destinationBuffer, kWhere);
  Require((sourceOffset | destinationOffset | size) % 4 == 0, kWhere,
          "offsets and size must be multiples of 4 bytes");
  _commands.uses.Add(sourceBuffer);
  _commands.uses.Add(destinationBuffer);
  const auto source = ((MTLDoubleBuffer *)sourceBuffer).memory;
  const auto destination = ((MTLDoubleBuffer *)destinationBuffer).memory;
  _steps.push_back(
      [=] { std::memmove(destination->Data() + destinationOffset, source->Data() + sourceOffset, size); });
}
- (void)fillBuffer:(id<MTLBuffer>)buffer range:(NSRange)range value:(uint8_t)value {
  static constexpr const char *kWhere = "-[MTLBlitCommandEncoder fillBuffer:]";
  [self requireOpen:kWhere];
  CheckRange(range.length, range.location, buffer, kWhere);
  Require((range.location | range.length) % 4 == 0, kWhere,
          "the range must begin and end at multiples of 4 bytes");
  _commands.uses.Add(buffer);
  const auto memory = ((MTLDoubleBuffer *)buffer).memory;
  _steps.push_back([=] { std::memset(memory->Data() + range.location, value, range.length); });
}
@end
