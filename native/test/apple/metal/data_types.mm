#include "data_types.h"

namespace metal_double {
namespace {

template <class T> double Load(const void *from) {
  return static_cast<double>(*static_cast<const T *>(from));
}

template <class T> constexpr DataType Describe(MTLDataType type, const char *name, const char *kind) {
  return {type, name, kind, sizeof(T), &Load<T>};
}

constexpr DataType kTypes[] = {
    Describe<bool>(MTLDataTypeBool, "bool", "bool"),
    Describe<float>(MTLDataTypeFloat, "float", "float"),
    Describe<_Float16>(MTLDataTypeHalf, "half", "float"),
    Describe<int32_t>(MTLDataTypeInt, "int", "int"),
    Describe<uint32_t>(MTLDataTypeUInt, "uint", "uint"),
    Describe<int16_t>(MTLDataTypeShort, "short", "int"),
    Describe<uint16_t>(MTLDataTypeUShort, "ushort", "uint"),
    Describe<int8_t>(MTLDataTypeChar, "char", "int"),
    Describe<uint8_t>(MTLDataTypeUChar, "uchar", "uint"),
};

template <class Matches> const DataType *Find(const Matches &matches) {
  for (const DataType &type : kTypes)
    if (matches(type))
      return &type;
  return nullptr;
}

} // namespace

const DataType *FindDataType(MTLDataType type) {
  return Find([&](const DataType &each) { return each.type == type; });
}

const DataType *FindDataType(const std::string &name) {
  return Find([&](const DataType &each) { return each.name == name; });
}

} // namespace metal_double
