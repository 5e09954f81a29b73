#import <Foundation/Foundation.h>

@implementation NSURL
@synthesize path = _path;

+ (NSURL *)fileURLWithPath:(NSString *)path {
  NSURL *url = [self new];
  url->_path = [path copy];
  return url;
}
- (id)copyWithZone:(void *)zone {
  return self;
}
- (NSString *)absoluteString {
  return [@"file://" stringByAppendingString:_path];
}
- (NSString *)description {
  return self.absoluteString;
}
@end
