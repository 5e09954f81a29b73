#include "cblas_copy.h"

#include "blas.h"
#include "cblas.h"

#if defined(TILESCOPE_BLAS)

namespace tilescope {
namespace {

void Transpose(const float *x, float *y, uint32_t rows, uint32_t columns) {
#if defined(TILESCOPE_OPENBLAS)
  const auto m = static_cast<int>(rows), n = static_cast<int>(columns);
  cblas_somatcopy(CblasRowMajor, CblasTrans, m, n, 1.0f, x, n, y, m);
#else
  vDSP_mtrans(x, 1, y, 1, columns, rows); // the rows and columns of y
#endif
}

} // namespace

void CblasCopy::Start(uint32_t threads) {
  threads_ = threads;
  HoldBlasThreads(threads);
  WakeBlasThreads(threads);
}

void CblasCopy::Run() {
  const auto *x = reinterpret_cast<const float *>(spec_.x->Data());
  auto *y = reinterpret_cast<float *>(spec_.y->Data());
  const uint64_t elements = uint64_t{spec_.rows} * spec_.columns;
  if (!spec_.transpose) {
    cblas_scopy(static_cast<int>(spec_.members * elements), x, 1, y, 1);
    return;
  }
  for (uint32_t member = 0; member < spec_.members; member++)
    Transpose(x + member * elements, y + member * elements, spec_.rows, spec_.columns);
}

void CblasCopy::Finish() { LetBlasThreadsSleep(threads_); }

} // namespace tilescope

#endif
