// The Objective-C runtime: references, messages, blocks, properties.
#include "test.h"

#include <stdexcept>
#include <thread>
#include <vector>

@protocol Greeting
- (NSString *)greet;
@end
@protocol PoliteGreeting <Greeting>
@end

struct Large {
  double values[5];
};
struct Pair {
  long first;
  double second;
};

@interface Animal : NSObject {
@public
  int _legs;
}
@property(nonatomic, copy) NSString *name;
@property(atomic, strong) NSArray *friends;
@property(nonatomic, weak) Animal *parent;
@property(nonatomic, copy) int (^trick)(int);
@property(nonatomic, readonly, getter=isHungry) BOOL hungry;
- (Large)large;
- (Pair)pair;
@end
@implementation Animal
- (BOOL)isHungry {
  return YES;
}
- (Large)large {
  return {{1, 2, 3, 4, 5}};
}
- (Pair)pair {
  return {7, 0.5};
}
- (double)sum:(int)a
          and:(float)b
          and:(double)c
          and:(long)d
          and:(short)e
          and:(char)f
          and:(NSString *)g
          and:(long)h {
  return a + b + c + static_cast<double>(d) + e + f + static_cast<double>(g.length) + static_cast<double>(h);
}
- (NSString *)description {
  return @"an animal";
}
@end

// Its instance variables follow those of a class whose size is unknown in this file.
@interface Dog : Animal <PoliteGreeting>
@end
@implementation Dog {
  std::vector<int> _bones;
  std::string _bark;
}
- (instancetype)init {
  if ((self = [super init])) {
    _bark = "a bark that is too long for a short string";
    _bones = {1, 2, 3};
    _legs = 4;
  }
  return self;
}
- (NSString *)greet {
  return [NSString stringWithUTF8String:_bark.c_str()];
}
- (NSString *)description {
  return [NSString stringWithFormat:@"%@ with %zu bones", [super description], _bones.size()];
}
@end

@interface Animal (Tricks)
- (int)doubled;
+ (NSString *)kingdom;
@end
@implementation Animal (Tricks)
- (int)doubled {
  return 2 * _legs;
}
+ (NSString *)kingdom {
  return @"animalia";
}
@end

TEST(ReferencesAreCounted) {
  const int64_t before = LiveObjects();
  @autoreleasepool {
    Dog *dog = [Dog new];
    NSArray *pack = @[ dog, dog, [Dog new] ];
    CHECK(LiveObjects("Dog") == 2);
    CHECK(pack.count == 3 && [dog.description isEqualToString:@"an animal with 3 bones"]);
    CHECK([dog.greet hasPrefix:@"a bark"]);
    dog = nil;
    CHECK(LiveObjects("Dog") == 2);
  }
  CHECK(LiveObjects() == before);
}

TEST(WeakReferencesAreCleared) {
  __weak Animal *weak = nil;
  Animal *child = [Animal new];
  @autoreleasepool {
    Animal *parent = [Animal new];
    weak = parent;
    child.parent = parent;
    CHECK(weak == parent && child.parent == parent);
    __weak Animal *copy = weak;
    CHECK(copy == parent);
  }
  CHECK(weak == nil && child.parent == nil);
}

TEST(WeakReferencesAreSafeAmongThreads) {
  for (int round = 0; round < 200; round++) {
    Animal *animal = [Animal new];
    __weak Animal *weak = animal;
    std::thread reader([&] {
      @autoreleasepool {
        for (int i = 0; i < 50; i++) {
          Animal *strong = weak;
          CHECK(!strong || strong.isHungry);
        }
      }
    });
    animal = nil;
    reader.join();
    CHECK(weak == nil);
  }
  CHECK(LiveObjects("Animal") == 0);
}

TEST(StructsAreReturned) {
  Dog *dog = [Dog new];
  CHECK([dog large].values[4] == 5 && [dog pair].first == 7 && [dog pair].second == 0.5);
  CHECK([dog sum:1 and:2 and:3 and:4 and:5 and:6 and:@"seven.." and:8] == 36);
}

TEST(NilAnswersZero) {
  Dog *none = nil;
  CHECK([none large].values[0] == 0 && [none large].values[4] == 0);
  CHECK([none pair].first == 0 && [none pair].second == 0);
  CHECK([none doubled] == 0 && none.name == nil && !none.hungry);
  CHECK([none sum:1 and:2 and:3 and:4 and:5 and:6 and:nil and:8] == 0);
}

TEST(CategoriesAndProtocols) {
  Dog *dog = [Dog new];
  CHECK(dog.doubled == 8 && [[Dog kingdom] isEqualToString:@"animalia"]);
  CHECK([dog conformsToProtocol:@protocol(Greeting)] &&
        ![[Animal new] conformsToProtocol:@protocol(Greeting)]);
  CHECK([dog respondsToSelector:@selector(greet)] && ![dog respondsToSelector:@selector(count)]);
  CHECK([dog isKindOfClass:[Animal class]] && ![dog isMemberOfClass:[Animal class]]);
  CHECK([Dog superclass] == [Animal class] && [Animal instancesRespondToSelector:@selector(doubled)]);
}

TEST(PropertiesCopyAndRetain) {
  Animal *animal = [Animal new];
  NSMutableArray *friends = [NSMutableArray array];
  animal.friends = friends;
  [friends addObject:@1];
  CHECK(animal.friends.count == 1);
  animal.name = @"Rex";
  CHECK([animal.name isEqualToString:@"Rex"]);
  int base = 40;
  animal.trick = ^(int more) {
    return base + more;
  };
  CHECK(animal.trick(2) == 42);
}

TEST(BlocksCaptureByValueAndByReference) {
  const int64_t before = LiveObjects("Animal");
  @autoreleasepool {
    __block int count = 0;
    __block Animal *shared = [Animal new];
    Animal *kept = [Animal new];
    const std::string text = "captured by its copy constructor, and destroyed with the block";
    void (^block)(void) = ^{
      count += static_cast<int>(text.size());
      kept.name = @"kept";
      shared = nil;
    };
    void (^copy)(void) = [block copy];
    block();
    copy();
    CHECK(count == 2 * static_cast<int>(text.size()) && shared == nil);
    CHECK([kept.name isEqualToString:@"kept"]);
  }
  CHECK(LiveObjects("Animal") == before);
}

TEST(CppExceptionsPassThroughBlocksAndMessages) {
  const int64_t before = LiveObjects("Animal");
  @autoreleasepool {
    Animal *animal = [Animal new];
    animal.trick = ^int(int value) {
      Animal *local = [Animal new];
      local.name = @"local";
      throw std::runtime_error("out of tricks " + std::to_string(value));
    };
    std::string caught;
    try {
      animal.trick(3);
    } catch (const std::runtime_error &error) {
      caught = error.what();
    }
    CHECK(caught == "out of tricks 3");
  }
  CHECK(LiveObjects("Animal") == before);
}

TEST(ThreadsHaveTheirOwnPools) {
  const int64_t before = LiveObjects("Animal");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; i++)
    threads.emplace_back([] {
      for (int round = 0; round < 500; round++) {
        @autoreleasepool {
          NSMutableArray *animals = [NSMutableArray array];
          for (int j = 0; j < 5; j++)
            [animals addObject:[Animal new]];
          CHECK([NSString stringWithFormat:@"%@", animals].length > 0);
        }
      }
      // Outside any pool: released when the thread ends.
      CHECK([NSArray arrayWithObject:[Animal new]].count == 1);
    });
  for (std::thread &thread : threads)
    thread.join();
  CHECK(LiveObjects("Animal") == before);
}

TEST(AvailabilityFollowsTheEnvironment) {
  const auto has_residency_sets = [] {
    if (@available(macOS 15.0, *))
      return true;
    return false;
  };
  unsetenv("TILESCOPE_DOUBLE_MACOS");
  CHECK(has_residency_sets());
  setenv("TILESCOPE_DOUBLE_MACOS", "14.7.1", 1);
  CHECK(!has_residency_sets() && NSProcessInfo.processInfo.operatingSystemVersion.minorVersion == 7);
  setenv("TILESCOPE_DOUBLE_MACOS", "15", 1);
  CHECK(has_residency_sets());
}

TEST(AbortsOnAnUnknownMessage) { [(NSArray *)[Animal new] count]; }
