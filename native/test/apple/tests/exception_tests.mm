// Exceptions of Objective-C, and what they and those of C++ do to each other.
#include "test.h"

#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

@interface Mishap : NSException
@end
@implementation Mishap
@end

@interface Kettle : NSObject
- (void)boil:(int)depth;
@end
@implementation Kettle
- (void)boil:(int)depth {
  Kettle *inner = [Kettle new]; // released when the exception passes
  if (depth > 0)
    [inner boil:depth - 1];
  else
    [Mishap raise:@"Overflow" format:@"%d litres in the %@", 3, @"kettle"];
}
@end

@protocol Unimplemented
- (void)pour;
- (double)temperatureOf:(int)cup;
@end

namespace {

struct Note {
  std::string &text;
  const char *word;
  ~Note() { text += word; }
};

std::string ReasonOf(void (^work)(void)) {
  @try {
    work();
  } @catch (NSException *exception) {
    return std::string(exception.name.UTF8String) + ": " + exception.reason.UTF8String;
  }
  return "nothing was raised";
}

} // namespace

TEST(ExceptionsAreCaughtByTheirClassOrASuperclass) {
  const int64_t before = LiveObjects();
  @autoreleasepool {
    NSException *caught = nil;
    std::string passed;
    @try {
      const Note note{passed, "destructor "};
      @try {
        [[Kettle new] boil:5];
      } @catch (Kettle *kettle) {
        CHECK(false);
      } @finally {
        passed += "finally ";
      }
    } @catch (Mishap *mishap) {
      caught = mishap;
    } @catch (NSException *exception) {
      CHECK(false);
    }
    CHECK(passed == "finally destructor ");
    CHECK([caught.name isEqualToString:@"Overflow"] && [caught isKindOfClass:[Mishap class]]);
    CHECK([caught.reason isEqualToString:@"3 litres in the kettle"] && caught.userInfo == nil);
    CHECK(ReasonOf(^{
            [[Kettle new] boil:0];
          }) == "Overflow: 3 litres in the kettle");
    // clang's default for Objective-C++: ARC releases what an exception passes.
    CHECK(LiveObjects("Kettle") == 0);
  }
  CHECK(LiveObjects() == before);
}

TEST(ExceptionsAreThrownAgain) {
  const int64_t before = LiveObjects();
  @autoreleasepool {
    NSException *const first = [NSException exceptionWithName:NSRangeException
                                                       reason:nil
                                                     userInfo:@{
                                                       @"at" : @7
                                                     }];
    id caught = nil;
    @try {
      @try {
        @throw first;
      } @catch (NSException *exception) {
        CHECK(exception == first && [exception.userInfo[@"at"] intValue] == 7);
        @throw;
      }
    } @catch (id any) {
      caught = any;
    }
    CHECK(caught == first);
    @try {
      @throw @"any object";
    } @catch (NSException *exception) {
      CHECK(false);
    } @catch (NSString *text) {
      caught = text;
    }
    CHECK([caught isEqualToString:@"any object"]);
  }
  CHECK(LiveObjects() == before);
}

TEST(CatchesOfCppSeeExceptions) {
  const int64_t before = LiveObjects();
  @autoreleasepool {
    std::string passed;
    std::exception_ptr kept;
    try {
      try {
        const Note note{passed, "destructor "};
        [[Kettle new] boil:2];
      } catch (const std::exception &) {
        passed += "std::exception ";
      }
    } catch (...) {
      passed += "anything ";
      kept = std::current_exception();
    }
    CHECK(passed == "destructor anything ");
    // Another thread takes it over.
    std::thread([&] {
      @autoreleasepool {
        try {
          std::rethrow_exception(std::exchange(kept, nullptr));
        } catch (NSException *exception) {
          passed += exception.name.UTF8String;
        }
      }
    }).join();
    CHECK(passed == "destructor anything Overflow");
  }
  CHECK(LiveObjects() == before);
}

TEST(CatchesOfObjectiveCLeaveExceptionsOfCpp) {
  std::string passed;
  try {
    @try {
      throw std::runtime_error("of C++");
    } @catch (id any) {
      CHECK(false);
    } @finally {
      passed += "finally ";
    }
  } catch (const std::runtime_error &error) {
    passed += error.what();
  }
  CHECK(passed == "finally of C++");
  @try {
    throw 1;
  } @catch (...) {
    passed = "anything";
  }
  CHECK(passed == "anything");
}

TEST(UnknownSelectorsRaise) {
  const int64_t before = LiveObjects();
  @autoreleasepool {
    id kettle = [Kettle new];
    const std::string raised = ReasonOf(^{
      [kettle pour];
    });
    CHECK(raised.starts_with(
        "NSInvalidArgumentException: -[Kettle pour]: unrecognized selector sent to instance 0x"));
    CHECK(ReasonOf(^{
            CHECK([kettle temperatureOf:3] == 0);
          }).find("-[Kettle temperatureOf:]") != std::string::npos);
    CHECK(ReasonOf(^{
            [(id)[Kettle class] pour];
          }).find("+[Kettle pour]: unrecognized selector sent to class 0x") != std::string::npos);
    CHECK(ReasonOf(^{
            [kettle doesNotRecognizeSelector:@selector(boil:)];
          }).find("-[Kettle boil:]: unrecognized selector") != std::string::npos);
  }
  CHECK(LiveObjects() == before);
}

TEST(AbortsOnAnUncaughtException) { [NSException raise:NSGenericException format:@"nobody %s", "listens"]; }
