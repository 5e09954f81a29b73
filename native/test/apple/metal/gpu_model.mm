#include "gpu_model.h"

#include "msl/abi.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace metal_double {
namespace {

constexpr MTLGPUFamily kNone = static_cast<MTLGPUFamily>(0);

// The first is the default: an M2 by its families, by a name for which no table of chips has an entry. What
// the paravirtual device reports is what Metal.jl (issue 309) and llama.cpp (issue 8617) saw of it.
constexpr GpuModel kModels[] = {
    {"apple8", "Metal double (MSL on the CPU)", MTLGPUFamilyApple8, true, true, true, MSL_SIMD_WIDTH, true},
    {"apple10", "Metal double of Apple10 (MSL on the CPU)", MTLGPUFamilyApple10, true, true, true,
     MSL_SIMD_WIDTH, true},
    {"paravirtual", "Apple Paravirtual device", MTLGPUFamilyApple5, false, false, true, MSL_SIMD_WIDTH,
     false},
    {"intel", "Intel(R) UHD Graphics 630", kNone, true, true, true, MSL_SIMD_WIDTH, false},
    {"amd", "AMD Radeon Pro Vega 56", kNone, true, true, false, 64, false},
};

const GpuModel &Find() {
  const char *wanted = std::getenv("TILESCOPE_DOUBLE_GPU");
  if (!wanted)
    return kModels[0];
  for (const GpuModel &model : kModels)
    if (std::strcmp(model.key, wanted) == 0)
      return model;
  std::fprintf(stderr, "TILESCOPE_DOUBLE_GPU = %s: expected one of these:\n", wanted);
  for (const GpuModel &model : kModels)
    std::fprintf(stderr, "  %s\n", model.key);
  std::_Exit(2);
}

} // namespace

const GpuModel &PresentGpu() {
  static const GpuModel &model = Find();
  return model;
}

} // namespace metal_double
