#include "data_type.h"

namespace tilescope {
namespace {

struct Entry {
  MTLDataType type;
  const char *name;
};

// The scalar types of function constants.
constexpr Entry kTypes[] = {
    {MTLDataTypeBool, "bool"}, {MTLDataTypeChar, "char"},     {MTLDataTypeUChar, "uchar"},
    {MTLDataTypeInt, "int"},   {MTLDataTypeUInt, "uint"},     {MTLDataTypeShort, "short"},
    {MTLDataTypeHalf, "half"}, {MTLDataTypeUShort, "ushort"}, {MTLDataTypeFloat, "float"},
};

// By the index of the alternative in ConstantValue::value.
constexpr MTLDataType kTypeOfValue[] = {MTLDataTypeBool, MTLDataTypeInt, MTLDataTypeUInt, MTLDataTypeFloat};

} // namespace

const char *NameOf(MTLDataType type) {
  for (const Entry &entry : kTypes)
    if (entry.type == type)
      return entry.name;
  return "";
}

MTLFunctionConstantValues *ToMetal(const std::vector<ConstantValue> &constants) {
  MTLFunctionConstantValues *values = [[MTLFunctionConstantValues alloc] init];
  for (const ConstantValue &constant : constants)
    std::visit(
        [&](const auto &value) {
          [values setConstantValue:&value type:kTypeOfValue[constant.value.index()] atIndex:constant.index];
        },
        constant.value);
  return values;
}

} // namespace tilescope
