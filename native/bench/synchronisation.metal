#include <metal_stdlib>
using namespace metal;

// Each kernel performs one kind of synchronisation `count` times.
kernel void threadgroup_barriers(device float *data [[buffer(0)]], constant uint &count [[buffer(1)]],
                                 uint thread_index [[thread_index_in_threadgroup]]) {
  for (uint i = 0; i < count; i++) threadgroup_barrier(mem_flags::mem_threadgroup);
  data[thread_index] = 1;
}

kernel void simdgroup_barriers(device float *data [[buffer(0)]], constant uint &count [[buffer(1)]],
                               uint thread_index [[thread_index_in_threadgroup]]) {
  for (uint i = 0; i < count; i++) simdgroup_barrier(mem_flags::mem_threadgroup);
  data[thread_index] = 1;
}

kernel void shuffles(device float *data [[buffer(0)]], constant uint &count [[buffer(1)]],
                     uint thread_index [[thread_index_in_threadgroup]]) {
  float value = data[thread_index];
  for (uint i = 0; i < count; i++) value += simd_shuffle_xor(value, 5);
  data[thread_index] = value;
}

kernel void sums(device float *data [[buffer(0)]], constant uint &count [[buffer(1)]],
                 uint thread_index [[thread_index_in_threadgroup]]) {
  float value = data[thread_index];
  for (uint i = 0; i < count; i++) value = simd_sum(value) * 0.03f;
  data[thread_index] = value;
}
