#import <Foundation/Foundation.h>

#include <cstdlib>
#include <cstring>

@implementation NSData {
  void *_bytes;
  NSUInteger _length;
  BOOL _frees;
}
+ (instancetype)data {
  return [self new];
}
+ (instancetype)dataWithBytes:(const void *)bytes length:(NSUInteger)length {
  void *copy = std::malloc(length ? length : 1);
  if (!copy)
    return nil;
  if (length > 0)
    std::memcpy(copy, bytes, length);
  return [self dataWithBytesNoCopy:copy length:length freeWhenDone:YES];
}
+ (instancetype)dataWithBytesNoCopy:(void *)bytes length:(NSUInteger)length freeWhenDone:(BOOL)b {
  NSData *data = [self new];
  data->_bytes = bytes;
  data->_length = length;
  data->_frees = b;
  return data;
}
- (void)dealloc {
  if (_frees)
    std::free(_bytes);
}
- (id)copyWithZone:(void *)zone {
  return self;
}
- (const void *)bytes {
  return _bytes;
}
- (NSUInteger)length {
  return _length;
}
- (void)getBytes:(void *)buffer length:(NSUInteger)length {
  std::memcpy(buffer, _bytes, length < _length ? length : _length);
}
@end
