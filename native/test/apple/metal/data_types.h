#pragma once
#include "compilation.h"

#import <Metal/Metal.h>

namespace metal_double {

// The scalar types of function constants.
struct DataType {
  MTLDataType type;
  const char *name; // in MSL
  const char *kind; // the front end's type for the value
  size_t bytes;
  double (*load)(const void *);
};

// Null if the double does not support the type.
const DataType *FindDataType(MTLDataType type);
const DataType *FindDataType(const std::string &name);

} // namespace metal_double
