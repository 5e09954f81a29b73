// Single-precision multiply-adds at full rate: sixteen independent chains per thread, in registers only. Then the same
// with SIMD-group matrices, for which a device may have faster hardware. Each chain x = x / 2 + 1 converges to 2 from
// any start, so the sum shows whether everything was computed.
//
//   repeat `rounds` times: x[0..15] = x * factor + addend
//   out[thread] = x[0] + ... + x[15] = 32
#include <metal_stdlib>
using namespace metal;

kernel void peak(device float *out [[buffer(0)]],
                 constant uint &rounds [[buffer(1)]],
                 constant float &factor [[buffer(2)]],
                 constant float &addend [[buffer(3)]],
                 uint thread_index [[thread_position_in_grid]]) {
  const float4 start = float4(0, 1, 2, 3) + float(thread_index % 64);
  float4 a = start, b = start + 4, c = start + 8, d = start + 12;
  const float4 f = factor, s = addend;
  for (uint i = 0; i < rounds; i++) {
    a = fma(a, f, s);
    b = fma(b, f, s);
    c = fma(c, f, s);
    d = fma(d, f, s);
  }
  const float4 sum = (a + b) + (c + d);
  out[thread_index] = (sum.x + sum.y) + (sum.z + sum.w);
}

//   repeat `rounds` times: X[0..3] = diagonal(factor) * X + addend, four 8 x 8 matrices
//   out[SIMD-group] = X[0] + ... + X[3], all 8
kernel void peak_matrix(device float *out [[buffer(0)]],
                        constant uint &rounds [[buffer(1)]],
                        constant float &factor [[buffer(2)]],
                        constant float &addend [[buffer(3)]],
                        uint group [[threadgroup_position_in_grid]],
                        uint simdgroup [[simdgroup_index_in_threadgroup]],
                        uint simdgroups [[simdgroups_per_threadgroup]]) {
  const simdgroup_float8x8 f(factor), one(1);
  const simdgroup_float8x8 s = make_filled_simdgroup_matrix<float, 8, 8>(addend);
  simdgroup_float8x8 a(0), b(1), c(2), d(3);
  for (uint i = 0; i < rounds; i++) {
    simdgroup_multiply_accumulate(a, f, a, s);
    simdgroup_multiply_accumulate(b, f, b, s);
    simdgroup_multiply_accumulate(c, f, c, s);
    simdgroup_multiply_accumulate(d, f, d, s);
  }
  simdgroup_multiply_accumulate(a, one, b, a);
  simdgroup_multiply_accumulate(c, one, d, c);
  simdgroup_multiply_accumulate(a, one, c, a);
  simdgroup_store(a, out + 64 * (group * simdgroups + simdgroup), 8);
}
