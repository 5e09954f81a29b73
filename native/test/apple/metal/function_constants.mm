#include "function_constants.h"

#include "data_types.h"
#include "errors.h"
#include "validation.h"

using namespace metal_double;

namespace {

struct Given {
  const DataType *type;
  double value;
};

} // namespace

@implementation MTLFunctionConstantValues {
  std::map<uint32_t, Given> _byIndex;
  std::map<std::string, Given> _byName;
}
static Given Read(const void *value, MTLDataType type) {
  const DataType *known = FindDataType(type);
  Require(known, "-[MTLFunctionConstantValues setConstantValue:type:]",
          "the double supports only scalar constants, not MTLDataType " + std::to_string(type));
  return {known, known->load(value)};
}

- (void)setConstantValue:(const void *)value type:(MTLDataType)type atIndex:(NSUInteger)index {
  _byIndex[static_cast<uint32_t>(index)] = Read(value, type);
}
- (void)setConstantValue:(const void *)value type:(MTLDataType)type withName:(NSString *)name {
  _byName[name.UTF8String] = Read(value, type);
}
- (void)reset {
  _byIndex.clear();
  _byName.clear();
}
- (id)copyWithZone:(void *)zone {
  MTLFunctionConstantValues *copy = [MTLFunctionConstantValues new];
  copy->_byIndex = _byIndex;
  copy->_byName = _byName;
  return copy;
}
- (std::shared_ptr<const ConstantValues>)valuesFor:(const Compiled &)library error:(NSError **)error {
  auto values = std::make_shared<ConstantValues>();
  for (const CompiledConstant &constant : library.constants) {
    const auto by_index = _byIndex.find(constant.index);
    const auto by_name = _byName.find(constant.name);
    if (by_index == _byIndex.end() && by_name == _byName.end())
      continue;
    const Given &given = by_name == _byName.end() ? by_index->second : by_name->second;
    if (given.type->name != constant.type)
      return Refuse(error, MakeError(MTLLibraryErrorDomain, MTLLibraryErrorCompileFailure,
                                     "constant " + constant.name + " is a " + constant.type + ", not a " +
                                         given.type->name));
    (*values)[constant.index] = {given.type->kind, given.value};
  }
  return values;
}
@end

@implementation MTLFunctionConstant
@synthesize name = _name, type = _type, index = _index;

- (instancetype)initWith:(const CompiledConstant &)constant {
  const DataType *type = FindDataType(constant.type);
  _name = ToNSString(constant.name);
  _type = type ? type->type : MTLDataTypeNone;
  _index = constant.index;
  return self;
}
- (BOOL)required {
  return YES;
}
@end
