#include "gpu_routine.h"

#include "error.h"
#include "graph_attention.h"
#include "graph_builder.h"
#include "graph_convolution.h"
#include "graph_elementwise.h"
#include "graph_matmul.h"
#include "graph_normalization.h"
#include "mps_matmul.h"

#import <MetalPerformanceShaders/MetalPerformanceShaders.h>

namespace tilescope {
namespace {

std::string SystemVersion() {
  const NSOperatingSystemVersion version = NSProcessInfo.processInfo.operatingSystemVersion;
  return "macOS " + std::to_string(version.majorVersion) + "." + std::to_string(version.minorVersion);
}

std::optional<std::string> NeedsMacos15() {
  if (@available(macOS 15.0, *))
    return std::nullopt;
  return "needs macOS 15; this is " + SystemVersion();
}

// GitHub's documentation of its macOS runners says that virtual machines do not support these libraries.
std::optional<std::string> DeviceReason(id<MTLDevice> device) {
  if ([device.name containsString:@"Paravirtual"])
    return "Metal Performance Shaders do not support the GPU of a virtual machine";
  if (!MPSSupportsMTLDevice(device))
    return "Metal Performance Shaders do not support this GPU";
  return std::nullopt;
}

std::optional<std::string> NeedsNothing() { return std::nullopt; }

using Maker = std::unique_ptr<GpuRoutine> (*)(id<MTLDevice> device, const RoutineSpec &spec);

template <auto make, class Spec>
std::unique_ptr<GpuRoutine> Make(id<MTLDevice> device, const RoutineSpec &spec) {
  return make(device, std::get<Spec>(spec.problem));
}

template <auto make, class Spec>
std::unique_ptr<GpuRoutine> MakeGraph(id<MTLDevice> device, const RoutineSpec &spec) {
  return make(GraphBuilder(device, spec), std::get<Spec>(spec.problem));
}

std::unique_ptr<GpuRoutine> MakeAttentionOfMacos15(id<MTLDevice> device, const RoutineSpec &spec) {
  if (@available(macOS 15.0, *))
    return MakeGraphAttention(GraphBuilder(device, spec), std::get<AttentionSpec>(spec.problem));
  throw Error("UNSUPPORTED", "mpsgraph-attention: " + *NeedsMacos15());
}

struct Entry {
  const char *name;
  std::optional<std::string> (*reason)();
  Maker make;
};

constexpr Entry kRoutines[] = {
    {"mps-matmul", NeedsNothing, Make<MakeMpsMatmul, ProductSpec>},
    {"mpsgraph-matmul", NeedsNothing, MakeGraph<MakeGraphMatmul, ProductSpec>},
    {"mps-attention", NeedsNothing, MakeGraph<MakeOperationsAttention, AttentionSpec>},
    {"mpsgraph-attention", NeedsMacos15, MakeAttentionOfMacos15},
    {"mpsgraph-convolution", NeedsNothing, MakeGraph<MakeGraphConvolution, ConvolutionSpec>},
    {"mpsgraph-elementwise", NeedsNothing, MakeGraph<MakeGraphElementwise, ElementwiseSpec>},
    {"mpsgraph-normalization", NeedsNothing, MakeGraph<MakeGraphNormalization, NormalizationSpec>},
};

const Entry *Find(const std::string &name) {
  for (const Entry &entry : kRoutines)
    if (name == entry.name)
      return &entry;
  return nullptr;
}

} // namespace

std::optional<std::string> GpuRoutineReason(id<MTLDevice> device, const std::string &name) {
  const Entry *entry = Find(name);
  if (!entry)
    return name + " runs on the CPU";
  const auto reason = entry->reason();
  return reason ? reason : DeviceReason(device);
}

std::unique_ptr<GpuRoutine> MakeGpuRoutine(id<MTLDevice> device, const RoutineSpec &spec) {
  if (const auto reason = GpuRoutineReason(device, spec.name))
    throw Error("UNSUPPORTED", spec.name + ": " + *reason);
  return Find(spec.name)->make(device, spec);
}

} // namespace tilescope
