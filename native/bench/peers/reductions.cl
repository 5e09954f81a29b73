// Reductions by work-groups. On CPUs, PoCL before version 4 has neither sub-groups nor work_group_reduce,
// hence trees in local memory.

// A partial sum of 16384 elements per work-group.
__attribute__((reqd_work_group_size(256, 1, 1))) kernel void sum(global const float4 *restrict values,
                                                                 global float *restrict partials) {
  local float shares[256];
  const uint item = get_local_id(0);
  values += get_group_id(0) * 4096;
  float4 quad = 0;
  for (uint i = item; i < 4096; i += 256)
    quad += values[i];
  shares[item] = quad.x + quad.y + quad.z + quad.w;
  for (uint half_count = 128; half_count > 0; half_count /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (item < half_count)
      shares[item] += shares[item + half_count];
  }
  if (item == 0)
    partials[get_group_id(0)] = shares[0];
}

// Softmax of a row of 1024 elements per work-group.
#define QUADS 8
#define ITEMS 32
__attribute__((reqd_work_group_size(ITEMS, 1, 1))) kernel void softmax(global const float4 *restrict values,
                                                                       global float4 *restrict results) {
  local float shares[ITEMS];
  const uint item = get_local_id(0), first = get_group_id(0) * QUADS * ITEMS + item;
  float4 quads[QUADS];
  float4 most = -INFINITY;
  for (uint i = 0; i < QUADS; i++) {
    quads[i] = values[first + i * ITEMS];
    most = max(most, quads[i]);
  }
  shares[item] = max(max(most.x, most.y), max(most.z, most.w));
  for (uint half_count = ITEMS / 2; half_count > 0; half_count /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (item < half_count)
      shares[item] = max(shares[item], shares[item + half_count]);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  const float greatest = shares[0];
  barrier(CLK_LOCAL_MEM_FENCE);
  float4 total = 0;
  for (uint i = 0; i < QUADS; i++) {
    quads[i] = exp(quads[i] - greatest);
    total += quads[i];
  }
  shares[item] = total.x + total.y + total.z + total.w;
  for (uint half_count = ITEMS / 2; half_count > 0; half_count /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (item < half_count)
      shares[item] += shares[item + half_count];
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  const float factor = 1 / shares[0];
  for (uint i = 0; i < QUADS; i++)
    results[first + i * ITEMS] = quads[i] * factor;
}
