#include "host_routine.h"

#include "blas.h"
#include "cblas.h"
#include "cblas_attention.h"
#include "cblas_convolution.h"
#include "cblas_copy.h"
#include "cblas_product.h"
#include "error.h"

namespace tilescope {

#if defined(TILESCOPE_BLAS)

namespace {

using Problem = decltype(RoutineSpec::problem);

struct Entry {
  const char *name;
  bool takes_doubles;
  std::unique_ptr<HostRoutine> (*make)(const Problem &problem);
};

template <class Routine, class Spec> std::unique_ptr<HostRoutine> Make(const Problem &problem) {
  return std::make_unique<Routine>(std::get<Spec>(problem));
}

constexpr Entry kRoutines[] = {
    {"cblas-sgemm", false, Make<CblasSgemm, ProductSpec>},
    {"cblas-dgemm", true, Make<CblasDgemm, ProductSpec>},
    {"cblas-attention", false, Make<CblasAttention, AttentionSpec>},
    {"cblas-convolution", false, Make<CblasConvolution, ConvolutionSpec>},
    {"cblas-copy", false, Make<CblasCopy, CopySpec>},
};

const Entry *Find(const std::string &name) {
  for (const Entry &entry : kRoutines)
    if (name == entry.name)
      return &entry;
  return nullptr;
}

ElementType TypeOf(const Problem &problem) {
  return std::visit([](const auto &spec) { return spec.type; }, problem);
}

} // namespace

std::optional<std::string> HostRoutineReason(const std::string &name) {
  if (!Find(name))
    return "needs an Apple GPU";
  return std::nullopt;
}

std::unique_ptr<HostRoutine> MakeHostRoutine(const RoutineSpec &spec) {
  const Entry *entry = Find(spec.name);
  if (!entry)
    throw Error("UNSUPPORTED", spec.name + " " + *HostRoutineReason(spec.name));
  const ElementType type = TypeOf(spec.problem);
  if (type == ElementType::kFloat16)
    throw Error("UNSUPPORTED", spec.name + " supports f32 only (requested: f16)");
  if (type == ElementType::kFloat64 && !entry->takes_doubles)
    throw Error("UNSUPPORTED", spec.name + " supports f32 only (requested: f64)");
  return entry->make(spec.problem);
}

#else

std::optional<std::string> HostRoutineReason(const std::string &) { return LinkedBlas().version; }

std::unique_ptr<HostRoutine> MakeHostRoutine(const RoutineSpec &spec) {
  throw Error("UNSUPPORTED", spec.name + ": " + LinkedBlas().version);
}

#endif

} // namespace tilescope
