// Single-precision multiply-adds as fast as they go: sixteen chains a thread, none of which waits for another, in
// registers alone. Each chain x = x / 2 + 1 ends at 2, wherever it began, so the sum says whether all was computed.
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
