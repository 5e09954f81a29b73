#include <metal_simdgroup_matrix>
#include <metal_stdlib>
using namespace metal;

// C = A·B in float, row-major; M and N are multiples of 64, K of 8. Operands are read directly from device
// memory. A threadgroup of 4 SIMD-groups computes 64×64 elements of C, 32×32 per SIMD-group: TILES×TILES
// matrices.
struct Sizes {
  uint M, N, K;
};

constant ushort TILES = 4;
constant ushort PART = TILES * 8;
constant ushort SIDE = PART * 2;

[[max_total_threads_per_threadgroup(128)]]
kernel void unstaged(device const float *A [[buffer(0)]], device const float *B [[buffer(1)]],
                     device float *C [[buffer(2)]], constant Sizes &size [[buffer(3)]],
                     uint2 block [[threadgroup_position_in_grid]], ushort part [[simdgroup_index_in_threadgroup]]) {
  const uint row = block.y * SIDE + (part / 2) * PART;
  const uint column = block.x * SIDE + (part % 2) * PART;
  simdgroup_float8x8 c[TILES][TILES];
  for (ushort i = 0; i < TILES; i++)
    for (ushort j = 0; j < TILES; j++) c[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);

  for (uint k = 0; k < size.K; k += 8) {
    simdgroup_float8x8 a[TILES], b[TILES];
    for (ushort i = 0; i < TILES; i++) simdgroup_load(a[i], A + (row + i * 8) * size.K + k, size.K);
    for (ushort j = 0; j < TILES; j++) simdgroup_load(b[j], B + k * size.N + column + j * 8, size.N);
    for (ushort i = 0; i < TILES; i++)
      for (ushort j = 0; j < TILES; j++) simdgroup_multiply_accumulate(c[i][j], a[i], b[j], c[i][j]);
  }
  for (ushort i = 0; i < TILES; i++)
    for (ushort j = 0; j < TILES; j++)
      simdgroup_store(c[i][j], C + (row + i * 8) * size.N + column + j * 8, size.N);
}
