#include "gpu_routine.h"

#include "error.h"
#include "graph_attention.h"
#include "graph_matmul.h"
#include "mps_matmul.h"

#import <Foundation/Foundation.h>

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

std::optional<std::string> NeedsNothing() { return std::nullopt; }

using Problem = std::variant<ProductSpec, AttentionSpec>;
using Maker = std::unique_ptr<GpuRoutine> (*)(id<MTLDevice> device, const Problem &problem);

std::unique_ptr<GpuRoutine> MakeAttentionOfMacos15(id<MTLDevice> device, const Problem &problem) {
  if (@available(macOS 15.0, *))
    return MakeGraphAttention(device, std::get<AttentionSpec>(problem));
  throw Error("UNSUPPORTED", "mpsgraph-attention: " + *NeedsMacos15());
}

template <auto make, class Spec>
std::unique_ptr<GpuRoutine> Make(id<MTLDevice> device, const Problem &problem) {
  return make(device, std::get<Spec>(problem));
}

struct Entry {
  const char *name;
  std::optional<std::string> (*reason)();
  Maker make;
};

constexpr Entry kRoutines[] = {
    {"mps-matmul", NeedsNothing, Make<MakeMpsMatmul, ProductSpec>},
    {"mpsgraph-matmul", NeedsNothing, Make<MakeGraphMatmul, ProductSpec>},
    {"mps-attention", NeedsNothing, Make<MakeOperationsAttention, AttentionSpec>},
    {"mpsgraph-attention", NeedsMacos15, MakeAttentionOfMacos15},
};

const Entry *Find(const std::string &name) {
  for (const Entry &entry : kRoutines)
    if (name == entry.name)
      return &entry;
  return nullptr;
}

} // namespace

std::optional<std::string> GpuRoutineReason(const std::string &name) {
  const Entry *entry = Find(name);
  return entry ? entry->reason() : name + " runs on the CPU";
}

std::unique_ptr<GpuRoutine> MakeGpuRoutine(id<MTLDevice> device, const RoutineSpec &spec) {
  const Entry *entry = Find(spec.name);
  if (!entry)
    throw Error("UNSUPPORTED", *GpuRoutineReason(spec.name));
  return entry->make(device, spec.problem);
}

} // namespace tilescope
