#import <Foundation/Foundation.h>

NSErrorDomain const NSCocoaErrorDomain = @"NSCocoaErrorDomain";
NSErrorDomain const NSPOSIXErrorDomain = @"NSPOSIXErrorDomain";
NSErrorUserInfoKey const NSLocalizedDescriptionKey = @"NSLocalizedDescription";
NSErrorUserInfoKey const NSUnderlyingErrorKey = @"NSUnderlyingError";

@implementation NSError
@synthesize domain = _domain, code = _code, userInfo = _userInfo;

+ (instancetype)errorWithDomain:(NSErrorDomain)domain code:(NSInteger)code userInfo:(NSDictionary *)dict {
  NSError *error = [self new];
  error->_domain = [domain copy];
  error->_code = code;
  error->_userInfo = dict ? [dict copy] : @{};
  return error;
}
- (id)copyWithZone:(void *)zone {
  return self;
}
- (NSString *)localizedDescription {
  NSString *given = _userInfo[NSLocalizedDescriptionKey];
  if (given)
    return given;
  return [NSString stringWithFormat:@"The operation could not be completed. (%@ error %ld.)", _domain, _code];
}
- (NSString *)description {
  return [NSString
      stringWithFormat:@"Error Domain=%@ Code=%ld \"%@\"", _domain, _code, self.localizedDescription];
}
@end
