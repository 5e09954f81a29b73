#include <metal_stdlib>
using namespace metal;

// A partial sum of 16384 elements per threadgroup of 256 threads.
kernel void sum(device const float4 *values [[buffer(0)]], device float *partials [[buffer(1)]],
                uint group [[threadgroup_position_in_grid]], ushort thread_index [[thread_index_in_threadgroup]],
                ushort lane [[thread_index_in_simdgroup]], ushort simdgroup [[simdgroup_index_in_threadgroup]]) {
  threadgroup float shares[8];
  values += group * 4096;
  float4 quad = 0;
  for (ushort i = thread_index; i < 4096; i += 256) quad += values[i];
  const float share = simd_sum(quad.x + quad.y + quad.z + quad.w);
  if (lane == 0) shares[simdgroup] = share;
  threadgroup_barrier(mem_flags::mem_threadgroup);
  if (simdgroup == 0) {
    const float total = simd_sum(lane < 8 ? shares[lane] : 0.0f);
    if (lane == 0) partials[group] = total;
  }
}

// Softmax of a row of 1024 elements per SIMD-group, in threadgroups of 4.
kernel void softmax(device const float4 *values [[buffer(0)]], device float4 *results [[buffer(1)]],
                    uint group [[threadgroup_position_in_grid]], ushort lane [[thread_index_in_simdgroup]],
                    ushort simdgroup [[simdgroup_index_in_threadgroup]]) {
  const uint first = (group * 4 + simdgroup) * 256 + lane;
  float4 quads[8];
  float4 most = -INFINITY;
  for (ushort i = 0; i < 8; i++) {
    quads[i] = values[first + i * 32];
    most = max(most, quads[i]);
  }
  const float greatest = simd_max(max(max(most.x, most.y), max(most.z, most.w)));
  float4 total = 0;
  for (ushort i = 0; i < 8; i++) {
    quads[i] = exp(quads[i] - greatest);
    total += quads[i];
  }
  const float factor = 1.0f / simd_sum(total.x + total.y + total.z + total.w);
  for (ushort i = 0; i < 8; i++) results[first + i * 32] = quads[i] * factor;
}
