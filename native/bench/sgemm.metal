#include <metal_simdgroup_matrix>
#include <metal_stdlib>
using namespace metal;

// C = A·B in float, row-major; M and N multiples of 32, K of DEPTH.
// A threadgroup of 4 SIMD-groups makes 32×32 elements of C, a SIMD-group 16×16 of them: 2×2 tiles.
struct Sizes {
  uint M, N, K;
};

constant ushort SIDE = 32;
constant ushort PART = 16;
constant ushort THREADS = 128;

/// Operands straight from device memory.
[[max_total_threads_per_threadgroup(128)]]
kernel void unstaged(device const float *A [[buffer(0)]], device const float *B [[buffer(1)]],
                     device float *C [[buffer(2)]], constant Sizes &size [[buffer(3)]],
                     uint2 block [[threadgroup_position_in_grid]], ushort part [[simdgroup_index_in_threadgroup]]) {
  const uint row = block.y * SIDE + (part / 2) * PART;
  const uint column = block.x * SIDE + (part % 2) * PART;
  simdgroup_float8x8 c[2][2];
  for (ushort i = 0; i < 2; i++)
    for (ushort j = 0; j < 2; j++) c[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);

  for (uint k = 0; k < size.K; k += 8) {
    simdgroup_float8x8 a[2], b[2];
    for (ushort i = 0; i < 2; i++) simdgroup_load(a[i], A + (row + i * 8) * size.K + k, size.K);
    for (ushort j = 0; j < 2; j++) simdgroup_load(b[j], B + k * size.N + column + j * 8, size.N);
    for (ushort i = 0; i < 2; i++)
      for (ushort j = 0; j < 2; j++) simdgroup_multiply_accumulate(c[i][j], a[i], b[j], c[i][j]);
  }
  for (ushort i = 0; i < 2; i++)
    for (ushort j = 0; j < 2; j++)
      simdgroup_store(c[i][j], C + (row + i * 8) * size.N + column + j * 8, size.N);
}

/// Operands by way of threadgroup memory, DEPTH of K at a time.
template <ushort DEPTH>
[[max_total_threads_per_threadgroup(128)]]
kernel void staged(device const float *A [[buffer(0)]], device const float *B [[buffer(1)]],
                   device float *C [[buffer(2)]], constant Sizes &size [[buffer(3)]],
                   uint2 block [[threadgroup_position_in_grid]], ushort thread_index [[thread_index_in_threadgroup]],
                   ushort part [[simdgroup_index_in_threadgroup]]) {
  threadgroup float rows[SIDE * DEPTH];
  threadgroup float columns[DEPTH * SIDE];
  const ushort y = (part / 2) * PART;
  const ushort x = (part % 2) * PART;
  simdgroup_float8x8 c[2][2];
  for (ushort i = 0; i < 2; i++)
    for (ushort j = 0; j < 2; j++) c[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);

  for (uint k0 = 0; k0 < size.K; k0 += DEPTH) {
    for (ushort e = thread_index * 4; e < SIDE * DEPTH; e += THREADS * 4) {
      const ushort row = e / DEPTH, depth = e % DEPTH;
      *(threadgroup float4 *)(rows + e) = *(device const float4 *)(A + (block.y * SIDE + row) * size.K + k0 + depth);
    }
    for (ushort e = thread_index * 4; e < DEPTH * SIDE; e += THREADS * 4) {
      const ushort depth = e / SIDE, column = e % SIDE;
      *(threadgroup float4 *)(columns + e) = *(device const float4 *)(B + (k0 + depth) * size.N + block.x * SIDE + column);
    }
    threadgroup_barrier(mem_flags::mem_threadgroup);
    for (ushort k = 0; k < DEPTH; k += 8) {
      simdgroup_float8x8 a[2], b[2];
      for (ushort i = 0; i < 2; i++) simdgroup_load(a[i], rows + (y + i * 8) * DEPTH + k, DEPTH);
      for (ushort j = 0; j < 2; j++) simdgroup_load(b[j], columns + k * SIDE + x + j * 8, SIDE);
      for (ushort i = 0; i < 2; i++)
        for (ushort j = 0; j < 2; j++) simdgroup_multiply_accumulate(c[i][j], a[i], b[j], c[i][j]);
    }
    threadgroup_barrier(mem_flags::mem_threadgroup);
  }
  for (ushort i = 0; i < 2; i++)
    for (ushort j = 0; j < 2; j++)
      simdgroup_store(c[i][j], C + (block.y * SIDE + y + i * 8) * size.N + block.x * SIDE + x + j * 8, size.N);
}

template [[host_name("staged_32")]] kernel void staged<32>(device const float *, device const float *, device float *,
                                                           constant Sizes &, uint2, ushort, ushort);
template [[host_name("staged_64")]] kernel void staged<64>(device const float *, device const float *, device float *,
                                                           constant Sizes &, uint2, ushort, ushort);
