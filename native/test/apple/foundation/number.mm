#import <Foundation/Foundation.h>

#include <variant>

using Value = std::variant<bool, long long, unsigned long long, double>;

@implementation NSValue
- (id)copyWithZone:(void *)zone {
  return self;
}
@end

@interface NSNumber () {
  Value _value;
}
@end

namespace {

template <class T> T As(const Value &value) {
  return std::visit([](auto number) { return static_cast<T>(number); }, value);
}

} // namespace

// Numbers are stored as the widest type of their kind and converted on access.
#define NUMBER_OF(selector, type, kept)                                                                      \
  +(NSNumber *)selector : (type)value {                                                                      \
    NSNumber *number = [self new];                                                                           \
    number->_value = static_cast<kept>(value);                                                               \
    return number;                                                                                           \
  }
#define NUMBER_AS(selector, type)                                                                            \
  -(type)selector {                                                                                          \
    return As<type>(_value);                                                                                 \
  }

@implementation NSNumber
NUMBER_OF(numberWithBool, BOOL, bool)
NUMBER_OF(numberWithChar, char, long long)
NUMBER_OF(numberWithShort, short, long long)
NUMBER_OF(numberWithInt, int, long long)
NUMBER_OF(numberWithLong, long, long long)
NUMBER_OF(numberWithLongLong, long long, long long)
NUMBER_OF(numberWithInteger, NSInteger, long long)
NUMBER_OF(numberWithUnsignedChar, unsigned char, unsigned long long)
NUMBER_OF(numberWithUnsignedShort, unsigned short, unsigned long long)
NUMBER_OF(numberWithUnsignedInt, unsigned int, unsigned long long)
NUMBER_OF(numberWithUnsignedLong, unsigned long, unsigned long long)
NUMBER_OF(numberWithUnsignedLongLong, unsigned long long, unsigned long long)
NUMBER_OF(numberWithUnsignedInteger, NSUInteger, unsigned long long)
NUMBER_OF(numberWithFloat, float, double)
NUMBER_OF(numberWithDouble, double, double)
NUMBER_AS(boolValue, BOOL)
NUMBER_AS(charValue, char)
NUMBER_AS(shortValue, short)
NUMBER_AS(intValue, int)
NUMBER_AS(longValue, long)
NUMBER_AS(longLongValue, long long)
NUMBER_AS(integerValue, NSInteger)
NUMBER_AS(unsignedCharValue, unsigned char)
NUMBER_AS(unsignedShortValue, unsigned short)
NUMBER_AS(unsignedIntValue, unsigned int)
NUMBER_AS(unsignedLongValue, unsigned long)
NUMBER_AS(unsignedLongLongValue, unsigned long long)
NUMBER_AS(unsignedIntegerValue, NSUInteger)
NUMBER_AS(floatValue, float)
NUMBER_AS(doubleValue, double)
- (BOOL)isEqualToNumber:(NSNumber *)number {
  return As<long double>(_value) == As<long double>(number->_value);
}
- (BOOL)isEqual:(id)object {
  return [object isKindOfClass:[NSNumber class]] && [self isEqualToNumber:object];
}
- (NSUInteger)hash {
  return static_cast<NSUInteger>(self.longLongValue);
}
- (NSString *)stringValue {
  if (std::holds_alternative<double>(_value))
    return [NSString stringWithFormat:@"%.17g", self.doubleValue];
  if (std::holds_alternative<unsigned long long>(_value))
    return [NSString stringWithFormat:@"%llu", self.unsignedLongLongValue];
  return [NSString stringWithFormat:@"%lld", self.longLongValue];
}
- (NSString *)description {
  return self.stringValue;
}
@end
