#pragma once
#include "compilation.h"

#import <Metal/Metal.h>

namespace metal_double {

// The scalar types of function constants.
struct DataType {
  MTLDataType type;
  const char *name; // in MSL
  const char *kind; // as the front end wants its values
  size_t bytes;
  double (*load)(const void *);
};

// Null where the double has none such.
const DataType *FindDataType(MTLDataType type);
const DataType *FindDataType(const std::string &name);

} // namespace metal_double
