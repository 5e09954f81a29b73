#import <Foundation/Foundation.h>

#include <vector>

@interface NSArray () {
@protected
  std::vector<id> _objects;
  unsigned long _changes;
}
@end

@implementation NSArray
+ (instancetype)array {
  return [self new];
}
+ (instancetype)arrayWithObject:(id)anObject {
  return [self arrayWithObjects:&anObject count:1];
}
+ (instancetype)arrayWithObjects:(const id[])objects count:(NSUInteger)cnt {
  return [[self alloc] initWithObjects:objects count:cnt];
}
+ (instancetype)arrayWithArray:(NSArray *)array {
  return [[self alloc] initWithObjects:array->_objects.data() count:array.count];
}
- (instancetype)initWithObjects:(const id[])objects count:(NSUInteger)cnt {
  _objects.assign(objects, objects + cnt);
  return self;
}
- (id)copyWithZone:(void *)zone {
  return self;
}
- (id)mutableCopyWithZone:(void *)zone {
  return [[NSMutableArray alloc] initWithObjects:_objects.data() count:self.count];
}
- (NSUInteger)count {
  return _objects.size();
}
- (id)objectAtIndex:(NSUInteger)index {
  return _objects.at(index);
}
- (id)objectAtIndexedSubscript:(NSUInteger)idx {
  return _objects.at(idx);
}
- (id)firstObject {
  return _objects.empty() ? nil : _objects.front();
}
- (id)lastObject {
  return _objects.empty() ? nil : _objects.back();
}
- (BOOL)containsObject:(id)anObject {
  for (id object : _objects)
    if ([object isEqual:anObject])
      return YES;
  return NO;
}
- (BOOL)isEqualToArray:(NSArray *)otherArray {
  if (otherArray.count != self.count)
    return NO;
  for (NSUInteger i = 0; i < self.count; i++)
    if (![_objects[i] isEqual:otherArray[i]])
      return NO;
  return YES;
}
- (BOOL)isEqual:(id)object {
  return [object isKindOfClass:[NSArray class]] && [self isEqualToArray:object];
}
- (NSUInteger)hash {
  return self.count;
}
- (NSUInteger)countByEnumeratingWithState:(NSFastEnumerationState *)state
                                  objects:(id __unsafe_unretained[])buffer
                                    count:(NSUInteger)len {
  if (state->state)
    return 0;
  state->state = 1;
  state->itemsPtr = (id __unsafe_unretained *)static_cast<void *>(_objects.data());
  state->mutationsPtr = &_changes;
  return _objects.size();
}
- (NSString *)description {
  NSString *text = @"(";
  for (id object : _objects)
    text = [text stringByAppendingString:[NSString stringWithFormat:@" %@", object]];
  return [text stringByAppendingString:@" )"];
}
@end

@implementation NSMutableArray
+ (instancetype)arrayWithCapacity:(NSUInteger)numItems {
  NSMutableArray *array = [self new];
  array->_objects.reserve(numItems);
  return array;
}
- (id)copyWithZone:(void *)zone {
  return [[NSArray alloc] initWithObjects:_objects.data() count:self.count];
}
- (void)addObject:(id)anObject {
  _changes++;
  _objects.push_back(anObject);
}
- (void)removeLastObject {
  _changes++;
  _objects.pop_back();
}
- (void)removeAllObjects {
  _changes++;
  _objects.clear();
}
- (void)replaceObjectAtIndex:(NSUInteger)index withObject:(id)anObject {
  _objects.at(index) = anObject;
}
- (void)setObject:(id)obj atIndexedSubscript:(NSUInteger)idx {
  if (idx == _objects.size())
    [self addObject:obj];
  else
    [self replaceObjectAtIndex:idx withObject:obj];
}
@end

// The compiler's call for @[].
extern "C" id __NSArray0__;
id __NSArray0__;
__attribute__((constructor(102))) static void MakeEmptyArray() { __NSArray0__ = [NSArray new]; }
