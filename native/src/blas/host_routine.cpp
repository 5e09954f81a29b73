#include "host_routine.h"

#include "blas.h"
#include "error.h"

namespace tilescope {
namespace {

class SgemmRoutine : public HostRoutine {
public:
  explicit SgemmRoutine(const ProductSpec &spec) : spec_(spec) {}
  void Start(uint32_t threads) override { StartBlas(threads); }
  void Run() override {
    Sgemm({spec_.m, spec_.n, spec_.k}, Floats(spec_.a), Floats(spec_.b), Floats(spec_.c));
  }
  void Finish() override { FinishBlas(); }

private:
  static float *Floats(const std::shared_ptr<DeviceBuffer> &buffer) {
    return reinterpret_cast<float *>(buffer->Data());
  }

  const ProductSpec spec_;
};

} // namespace

std::optional<std::string> HostRoutineReason(const std::string &name) {
  if (name != "cblas-sgemm")
    return "the processor has no routine " + name;
  const BlasLibrary blas = LinkedBlas();
  return blas.name.empty() ? std::optional(blas.version) : std::nullopt;
}

std::unique_ptr<HostRoutine> MakeHostRoutine(const RoutineSpec &spec) {
  if (const auto reason = HostRoutineReason(spec.name))
    throw Error("UNSUPPORTED", *reason);
  const auto *product = std::get_if<ProductSpec>(&spec.problem);
  if (!product || product->type != ElementType::kFloat32 || product->transpose_a || product->transpose_b)
    throw Error("UNSUPPORTED", spec.name + " multiplies float32 matrices that are not transposed");
  return std::make_unique<SgemmRoutine>(*product);
}

} // namespace tilescope
