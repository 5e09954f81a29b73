#include <metal_stdlib>
using namespace metal;

// Four chains of float4 per thread, `count` steps each: an operation on the vector, or a function of its
// elements.
#define CHAINS(name, step)                                                                                             \
  kernel void name(device float *out [[buffer(0)]], constant uint &count [[buffer(1)]],                                \
                   constant float &factor [[buffer(2)]], constant float &addend [[buffer(3)]],                         \
                   uint thread_index [[thread_position_in_grid]]) {                                                    \
    const float4 f = factor, s = addend;                                                                               \
    float4 chains[4];                                                                                                  \
    for (uint c = 0; c < 4; c++)                                                                                       \
      chains[c] = float4(0, 1, 2, 3) + float(4 * c + thread_index % 64);                                               \
    for (uint i = 0; i < count; i++)                                                                                   \
      for (uint c = 0; c < 4; c++) {                                                                                   \
        const float4 x = chains[c];                                                                                    \
        chains[c] = step;                                                                                              \
      }                                                                                                                \
    const float4 sum = chains[0] + chains[1] + chains[2] + chains[3];                                                  \
    out[thread_index] = sum.x + sum.y + sum.z + sum.w;                                                                 \
  }
CHAINS(operators, x * f + s)
CHAINS(fused, fma(x, f, s))
CHAINS(clamped, clamp(x * f + s, f, s))
CHAINS(floored, floor(x * f + s))
CHAINS(selected, select(x * f + s, s, x > f))
