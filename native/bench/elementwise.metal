#include <metal_stdlib>
using namespace metal;

// One element per thread. peers/loops.c does the same in C.
kernel void axpy(device const float *x [[buffer(0)]], device float *y [[buffer(1)]], uint i [[thread_position_in_grid]]) {
  y[i] = 0.5f * x[i] + y[i];
}

kernel void gelu(device const float *x [[buffer(0)]], device float *y [[buffer(1)]], uint i [[thread_position_in_grid]]) {
  y[i] = 0.5f * x[i] * (1.0f + tanh(0.7978845608f * (x[i] + 0.044715f * x[i] * x[i] * x[i])));
}

kernel void silu(device const float *x [[buffer(0)]], device float *y [[buffer(1)]], uint i [[thread_position_in_grid]]) {
  y[i] = x[i] / (1.0f + exp(-x[i]));
}
