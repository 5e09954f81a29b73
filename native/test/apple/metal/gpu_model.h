#pragma once
#import <Metal/Metal.h>

namespace metal_double {

// The kind of GPU that the double stands for.
struct GpuModel {
  const char *key;           // the value of TILESCOPE_DOUBLE_GPU
  const char *name;          // Metal's name for the device
  MTLGPUFamily apple_family; // the newest; 0 if it is of none
  bool is_mac2;              // and so of the newest common family
  bool is_metal3;
  bool has_unified_memory;
  uint32_t simd_width;
  bool has_core_count; // in the IORegistry
};

// Read once. A name that is not in the table ends the process.
const GpuModel &PresentGpu();

} // namespace metal_double
