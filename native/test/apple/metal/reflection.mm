#include "reflection.h"

#include "errors.h"

using namespace metal_double;

@interface MTLDoubleBinding : NSObject <MTLBinding>
@end

@implementation MTLDoubleBinding {
  CompiledArgument _of;
}
- (instancetype)initWith:(const CompiledArgument &)argument {
  _of = argument;
  return self;
}
- (NSString *)name {
  return ToNSString(_of.name);
}
- (MTLBindingType)type {
  if (_of.is_tensor)
    return static_cast<MTLBindingType>(37); // MTLBindingTypeTensor
  return _of.kind == "buffer" ? MTLBindingTypeBuffer : MTLBindingTypeThreadgroupMemory;
}
- (MTLBindingAccess)access {
  return _of.is_written ? MTLBindingAccessReadWrite : MTLBindingAccessReadOnly;
}
- (NSUInteger)index {
  return static_cast<NSUInteger>(_of.index);
}
- (BOOL)isUsed {
  return YES;
}
- (BOOL)isArgument {
  return YES;
}
@end

@interface MTLComputePipelineReflection ()
@property(readwrite) NSArray<id<MTLBinding>> *bindings;
@end
@implementation MTLComputePipelineReflection
@end

MTLComputePipelineReflection *metal_double::Reflect(MTLDoublePipeline *pipeline, MTLPipelineOption options) {
  constexpr MTLPipelineOption kAsks = MTLPipelineOptionBindingInfo | MTLPipelineOptionBufferTypeInfo;
  if (!pipeline || !(options & kAsks))
    return nil;
  NSMutableArray<id<MTLBinding>> *bindings = [NSMutableArray array];
  for (const CompiledArgument &argument : pipeline.arguments)
    if (argument.kind != "position")
      [bindings addObject:[[MTLDoubleBinding alloc] initWith:argument]];
  MTLComputePipelineReflection *reflection = [MTLComputePipelineReflection new];
  reflection.bindings = bindings;
  return reflection;
}
