// The double's Accelerate: the functions that OpenBLAS lacks.
#include <Accelerate/Accelerate.h>

#include <algorithm>
#include <cmath>
#include <thread>

// Declared here, because OpenBLAS's header defines the same enumerations as Apple's.
extern "C" void openblas_set_num_threads(int threads);

namespace {

// Accelerate's setting is per thread, OpenBLAS's per process.
thread_local BLAS_THREADING mode = BLAS_THREADING_MULTI_THREADED;

template <class Function>
void Map(const float *from, vDSP_Stride from_stride, float *to, vDSP_Stride to_stride, vDSP_Length count,
         Function function) {
  for (vDSP_Length i = 0; i < count; i++)
    to[i * to_stride] = function(from[i * from_stride]);
}

template <class Function>
float Reduce(const float *from, vDSP_Stride stride, vDSP_Length count, float value, Function function) {
  for (vDSP_Length i = 0; i < count; i++)
    value = function(value, from[i * stride]);
  return value;
}

} // namespace

int BLASSetThreading(BLAS_THREADING threading) {
  if (threading >= BLAS_THREADING_MAX_OPTIONS)
    return -1;
  mode = threading;
  const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  openblas_set_num_threads(threading == BLAS_THREADING_SINGLE_THREADED ? 1 : processors);
  return 0;
}

BLAS_THREADING BLASGetThreading() { return mode; }

void vDSP_maxv(const float *a, vDSP_Stride stride, float *c, vDSP_Length count) {
  *c = Reduce(a, stride, count, -INFINITY, [](float x, float y) { return std::max(x, y); });
}

void vDSP_sve(const float *a, vDSP_Stride stride, float *c, vDSP_Length count) {
  *c = Reduce(a, stride, count, 0.0f, [](float x, float y) { return x + y; });
}

void vDSP_vsadd(const float *a, vDSP_Stride a_stride, const float *b, float *c, vDSP_Stride c_stride,
                vDSP_Length count) {
  Map(a, a_stride, c, c_stride, count, [addend = *b](float x) { return x + addend; });
}

void vDSP_mtrans(const float *a, vDSP_Stride a_stride, float *c, vDSP_Stride c_stride, vDSP_Length rows,
                 vDSP_Length columns) {
  for (vDSP_Length row = 0; row < rows; row++)
    for (vDSP_Length column = 0; column < columns; column++)
      c[(row * columns + column) * c_stride] = a[(column * rows + row) * a_stride];
}

void vvexpf(float *y, const float *x, const int *count) {
  Map(x, 1, y, 1, static_cast<vDSP_Length>(*count), [](float value) { return std::exp(value); });
}
