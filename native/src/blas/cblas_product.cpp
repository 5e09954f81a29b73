#include "cblas_product.h"

#include "blas.h"
#include "cblas.h"

#include <algorithm>

#if defined(TILESCOPE_BLAS)

namespace tilescope {
namespace {

// The arguments of the product in either precision.
struct Shape {
  explicit Shape(const ProductSpec &spec)
      : m(static_cast<int>(spec.m)), n(static_cast<int>(spec.n)), k(static_cast<int>(spec.k)),
        a(spec.transpose_a ? CblasTrans : CblasNoTrans), b(spec.transpose_b ? CblasTrans : CblasNoTrans),
        row_of_a(spec.transpose_a ? m : k), row_of_b(spec.transpose_b ? k : n) {}

  int m, n, k;
  CBLAS_TRANSPOSE a, b;
  int row_of_a, row_of_b; // leading dimensions
};

float *Floats(DeviceBuffer &buffer) { return reinterpret_cast<float *>(buffer.Data()); }
double *Doubles(DeviceBuffer &buffer) { return reinterpret_cast<double *>(buffer.Data()); }

} // namespace

void CblasProduct::Start(uint32_t threads) {
  threads_ = threads;
  HoldBlasThreads(threads);
  WakeBlasThreads(threads);
}

void CblasProduct::Finish() { LetBlasThreadsSleep(threads_); }

void CblasSgemm::Run() {
  const Shape shape(spec_);
  cblas_sgemm(CblasRowMajor, shape.a, shape.b, shape.m, shape.n, shape.k, 1.0f, Floats(*spec_.a),
              shape.row_of_a, Floats(*spec_.b), shape.row_of_b, 0.0f, Floats(*spec_.c), shape.n);
}

void CblasDgemm::Prepare() {
  if (spec_.type == ElementType::kFloat64)
    return;
  const auto widen = [](DeviceBuffer &buffer, uint64_t rows, uint64_t columns) {
    const float *floats = Floats(buffer);
    return std::vector<double>(floats, floats + rows * columns);
  };
  a_ = widen(*spec_.a, spec_.m, spec_.k);
  b_ = widen(*spec_.b, spec_.k, spec_.n);
  c_.resize(uint64_t{spec_.m} * spec_.n);
}

void CblasDgemm::Run() {
  const Shape shape(spec_);
  const bool in_place = spec_.type == ElementType::kFloat64;
  const double *a = in_place ? Doubles(*spec_.a) : a_.data();
  const double *b = in_place ? Doubles(*spec_.b) : b_.data();
  double *c = in_place ? Doubles(*spec_.c) : c_.data();
  cblas_dgemm(CblasRowMajor, shape.a, shape.b, shape.m, shape.n, shape.k, 1.0, a, shape.row_of_a, b,
              shape.row_of_b, 0.0, c, shape.n);
}

void CblasDgemm::Finish() {
  std::transform(c_.begin(), c_.end(), Floats(*spec_.c), [](double x) { return static_cast<float>(x); });
  CblasProduct::Finish();
}

} // namespace tilescope

#endif
