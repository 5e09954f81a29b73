#import <Foundation/Foundation.h>

#include <vector>

// Dictionaries are small here, so they are searched linearly and keep their order.
@interface NSDictionary () {
@protected
  std::vector<id> _keys;
  std::vector<id> _values;
  unsigned long _changes;
}
- (NSUInteger)placeOf:(id)key;
@end

@implementation NSDictionary
+ (instancetype)dictionary {
  return [self new];
}
+ (instancetype)dictionaryWithObject:(id)object forKey:(id<NSCopying>)key {
  return [self dictionaryWithObjects:&object forKeys:&key count:1];
}
+ (instancetype)dictionaryWithObjects:(const id[])objects
                              forKeys:(const id<NSCopying>[])keys
                                count:(NSUInteger)cnt {
  NSDictionary *dictionary = [self new];
  for (NSUInteger i = 0; i < cnt; i++) {
    dictionary->_keys.push_back([(NSObject *)keys[i] copy]);
    dictionary->_values.push_back(objects[i]);
  }
  return dictionary;
}
- (id)copyWithZone:(void *)zone {
  return self;
}
- (id)mutableCopyWithZone:(void *)zone {
  return [NSMutableDictionary dictionaryWithObjects:_values.data() forKeys:_keys.data() count:self.count];
}
- (NSUInteger)placeOf:(id)key {
  for (NSUInteger i = 0; i < _keys.size(); i++)
    if ([_keys[i] isEqual:key])
      return i;
  return _keys.size();
}
- (NSUInteger)count {
  return _keys.size();
}
- (id)objectForKey:(id)aKey {
  const NSUInteger place = [self placeOf:aKey];
  return place < _keys.size() ? _values[place] : nil;
}
- (id)objectForKeyedSubscript:(id)key {
  return [self objectForKey:key];
}
- (NSArray *)allKeys {
  return [NSArray arrayWithObjects:_keys.data() count:_keys.size()];
}
- (NSArray *)allValues {
  return [NSArray arrayWithObjects:_values.data() count:_values.size()];
}
- (NSUInteger)countByEnumeratingWithState:(NSFastEnumerationState *)state
                                  objects:(id __unsafe_unretained[])buffer
                                    count:(NSUInteger)len {
  if (state->state)
    return 0;
  state->state = 1;
  state->itemsPtr = (id __unsafe_unretained *)static_cast<void *>(_keys.data());
  state->mutationsPtr = &_changes;
  return _keys.size();
}
@end

@implementation NSMutableDictionary
+ (instancetype)dictionaryWithCapacity:(NSUInteger)numItems {
  NSMutableDictionary *dictionary = [self new];
  dictionary->_keys.reserve(numItems);
  dictionary->_values.reserve(numItems);
  return dictionary;
}
- (id)copyWithZone:(void *)zone {
  return [NSDictionary dictionaryWithObjects:_values.data() forKeys:_keys.data() count:self.count];
}
- (void)setObject:(id)anObject forKey:(id<NSCopying>)aKey {
  const NSUInteger place = [self placeOf:aKey];
  if (place < _keys.size()) {
    _values[place] = anObject;
    return;
  }
  _changes++;
  _keys.push_back([(NSObject *)aKey copy]);
  _values.push_back(anObject);
}
- (void)setObject:(id)obj forKeyedSubscript:(id<NSCopying>)key {
  if (obj)
    [self setObject:obj forKey:key];
  else
    [self removeObjectForKey:key];
}
- (void)removeObjectForKey:(id)aKey {
  const NSUInteger place = [self placeOf:aKey];
  if (place == _keys.size())
    return;
  _changes++;
  _keys.erase(_keys.begin() + static_cast<ptrdiff_t>(place));
  _values.erase(_values.begin() + static_cast<ptrdiff_t>(place));
}
@end

// The compiler's call for @{}.
extern "C" id __NSDictionary0__;
id __NSDictionary0__;
__attribute__((constructor(102))) static void MakeEmptyDictionary() {
  __NSDictionary0__ = [NSDictionary new];
}
