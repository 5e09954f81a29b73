// C = A · B in float, row-major, square; n is a multiple of 64. A work-group computes 64x64 elements of C.
#define BLOCK 64
#define BLOCK_K 32

// The tiling of the generated MSL kernel `gemm_tiled`: 4x8 elements of C per work-item, 32 of K at a time
// through local memory.
#define ROWS 4
#define QUADS 2
#define ITEMS 128
__attribute__((reqd_work_group_size(ITEMS, 1, 1))) kernel void
staged(global const float4 *restrict a, global const float4 *restrict b, global float4 *restrict c, const uint n) {
  local float4 a_quads[BLOCK * BLOCK_K / 4], b_quads[BLOCK_K * BLOCK / 4];
  local const float *a_block = (local const float *)a_quads;
  const uint item = get_local_id(0), across = BLOCK / (QUADS * 4);
  const uint first_row = get_group_id(1) * BLOCK, first_column = get_group_id(0) * BLOCK;
  const uint row = item / across * ROWS, column = item % across * QUADS * 4;
  float4 sums[ROWS][QUADS];
  for (uint i = 0; i < ROWS; i++)
    for (uint j = 0; j < QUADS; j++)
      sums[i][j] = 0;
  for (uint k = 0; k < n; k += BLOCK_K) {
    for (uint i = item; i < BLOCK * BLOCK_K / 4; i += ITEMS)
      a_quads[i] = a[((first_row + i / (BLOCK_K / 4)) * n + k) / 4 + i % (BLOCK_K / 4)];
    for (uint i = item; i < BLOCK_K * BLOCK / 4; i += ITEMS)
      b_quads[i] = b[((k + i / (BLOCK / 4)) * n + first_column) / 4 + i % (BLOCK / 4)];
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint step = 0; step < BLOCK_K; step++) {
      local const float4 *quads = b_quads + (step * BLOCK + column) / 4;
      for (uint i = 0; i < ROWS; i++)
        for (uint j = 0; j < QUADS; j++)
          sums[i][j] += a_block[(row + i) * BLOCK_K + step] * quads[j];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  for (uint i = 0; i < ROWS; i++)
    for (uint j = 0; j < QUADS; j++)
      c[((first_row + row + i) * n + first_column + column) / 4 + j] = sums[i][j];
}

// The same staging with vectors that MSL lacks: 8x32 elements of C per work-item, as 8x2 float16.
__attribute__((reqd_work_group_size(16, 1, 1))) kernel void
staged_float16(global const float16 *restrict a, global const float16 *restrict b, global float16 *restrict c,
               const uint n) {
  local float16 a_lines[BLOCK * BLOCK_K / 16], b_lines[BLOCK_K * BLOCK / 16];
  local const float *a_block = (local const float *)a_lines;
  const uint item = get_local_id(0);
  const uint first_row = get_group_id(1) * BLOCK, first_column = get_group_id(0) * BLOCK;
  const uint row = item / 2 * 8, column = item % 2 * 32;
  float16 sums[8][2];
  for (uint i = 0; i < 8; i++)
    sums[i][0] = sums[i][1] = 0;
  for (uint k = 0; k < n; k += BLOCK_K) {
    for (uint i = item; i < BLOCK * BLOCK_K / 16; i += 16)
      a_lines[i] = a[((first_row + i / (BLOCK_K / 16)) * n + k) / 16 + i % (BLOCK_K / 16)];
    for (uint i = item; i < BLOCK_K * BLOCK / 16; i += 16)
      b_lines[i] = b[((k + i / (BLOCK / 16)) * n + first_column) / 16 + i % (BLOCK / 16)];
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint step = 0; step < BLOCK_K; step++) {
      local const float16 *lines = b_lines + (step * BLOCK + column) / 16;
      for (uint j = 0; j < 2; j++)
#pragma unroll
        for (uint i = 0; i < 8; i++)
          sums[i][j] += a_block[(row + i) * BLOCK_K + step] * lines[j];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  for (uint i = 0; i < 8; i++)
    for (uint j = 0; j < 2; j++)
      c[((first_row + row + i) * n + first_column + column) / 16 + j] = sums[i][j];
}

// Written for a CPU: no local memory and no barriers, 8x16 elements of C per work-item, as 8 float16.
__attribute__((reqd_work_group_size(32, 1, 1))) kernel void
direct_float16(global const float *restrict a, global const float16 *restrict b, global float16 *restrict c,
               const uint n) {
  const uint item = get_local_id(0);
  const uint row = get_group_id(1) * BLOCK + item / 4 * 8, column = get_group_id(0) * BLOCK + item % 4 * 16;
  float16 sums[8];
  for (uint i = 0; i < 8; i++)
    sums[i] = 0;
  for (uint k = 0; k < n; k++) {
    const float16 line = b[(k * n + column) / 16];
#pragma unroll
    for (uint i = 0; i < 8; i++)
      sums[i] += a[(row + i) * n + k] * line;
  }
  for (uint i = 0; i < 8; i++)
    c[((row + i) * n + column) / 16] = sums[i];
}
