// Names of vectors and matrices that <simd/simd.h> brings (../std/simd/simd.h).
#pragma once
#define MSL_SIMD_VECTOR(T)                                                                                   \
  using simd_##T##2 = T##2;                                                                                  \
  using simd_##T##3 = T##3;                                                                                  \
  using simd_##T##4 = T##4;                                                                                  \
  using vector_##T##2 = T##2;                                                                                \
  using vector_##T##3 = T##3;                                                                                \
  using vector_##T##4 = T##4;                                                                                \
  using simd_packed_##T##2 = packed_##T##2;                                                                  \
  using simd_packed_##T##4 = packed_##T##4;
#define MSL_SIMD_SIZE(T, size)                                                                               \
  using simd_##T##size = T##size;                                                                            \
  using matrix_##T##size = T##size;
#define MSL_SIMD_MATRIX(T)                                                                                   \
  MSL_SIMD_SIZE(T, 2x2)                                                                                      \
  MSL_SIMD_SIZE(T, 2x3)                                                                                      \
  MSL_SIMD_SIZE(T, 2x4)                                                                                      \
  MSL_SIMD_SIZE(T, 3x2)                                                                                      \
  MSL_SIMD_SIZE(T, 3x3)                                                                                      \
  MSL_SIMD_SIZE(T, 3x4)                                                                                      \
  MSL_SIMD_SIZE(T, 4x2)                                                                                      \
  MSL_SIMD_SIZE(T, 4x3)                                                                                      \
  MSL_SIMD_SIZE(T, 4x4)
namespace simd_names {
MSL_SIMD_VECTOR(char)
MSL_SIMD_VECTOR(uchar)
MSL_SIMD_VECTOR(short)
MSL_SIMD_VECTOR(ushort)
MSL_SIMD_VECTOR(int)
MSL_SIMD_VECTOR(uint)
MSL_SIMD_VECTOR(long)
MSL_SIMD_VECTOR(ulong)
MSL_SIMD_VECTOR(half)
MSL_SIMD_VECTOR(float)
MSL_SIMD_MATRIX(half)
MSL_SIMD_MATRIX(float)
namespace simd {
using namespace metal;
}
} // namespace simd_names
#undef MSL_SIMD_VECTOR
#undef MSL_SIMD_SIZE
#undef MSL_SIMD_MATRIX
