#import <Foundation/Foundation.h>

#include <cstdio>
#include <cstdlib>
#include <exception>

NSExceptionName const NSGenericException = @"NSGenericException";
NSExceptionName const NSRangeException = @"NSRangeException";
NSExceptionName const NSInvalidArgumentException = @"NSInvalidArgumentException";
NSExceptionName const NSInternalInconsistencyException = @"NSInternalInconsistencyException";

@implementation NSException
@synthesize name = _name, reason = _reason, userInfo = _userInfo;

+ (NSException *)exceptionWithName:(NSExceptionName)name
                            reason:(NSString *)reason
                          userInfo:(NSDictionary *)userInfo {
  return [[self alloc] initWithName:name reason:reason userInfo:userInfo];
}
- (instancetype)initWithName:(NSExceptionName)aName
                      reason:(NSString *)aReason
                    userInfo:(NSDictionary *)aUserInfo {
  if ((self = [super init])) {
    _name = [aName copy];
    _reason = [aReason copy];
    _userInfo = [aUserInfo copy];
  }
  return self;
}
- (id)copyWithZone:(void *)zone {
  return self;
}
- (NSString *)description {
  return _reason ? _reason : _name;
}
- (void)raise {
  @throw self;
}
+ (void)raise:(NSExceptionName)name format:(NSString *)format, ... {
  va_list arguments;
  va_start(arguments, format);
  NSString *reason = [[NSString alloc] initWithFormat:format arguments:arguments];
  va_end(arguments);
  [[self exceptionWithName:name reason:reason userInfo:nil] raise];
}
+ (void)raise:(NSExceptionName)name format:(NSString *)format arguments:(va_list)argList {
  NSString *reason = [[NSString alloc] initWithFormat:format arguments:argList];
  [[self exceptionWithName:name reason:reason userInfo:nil] raise];
}
@end

namespace {

std::terminate_handler previous_handler;

// Says which exception ends the process, as Foundation does.
[[noreturn]] void Terminate() {
  try {
    if (std::current_exception())
      throw;
  } catch (NSException *exception) {
    std::fprintf(stderr, "*** Terminating app due to uncaught exception '%s', reason: '%s'\n",
                 exception.name.UTF8String, exception.reason.UTF8String);
  } catch (...) {
    previous_handler();
  }
  std::abort();
}

__attribute__((constructor)) void Install() { previous_handler = std::set_terminate(Terminate); }

} // namespace
