#version 450
// C = A · B in float, row-major, square; n is a multiple of 64. The tiling of the generated MSL kernel
// `gemm_tiled`: blocks of 64x64, 4x8 elements of C per invocation. STAGED: A and B through shared memory, 32
// of K at a time.
layout(local_size_x = 128) in;
layout(std430, binding = 0) readonly buffer MatrixA { float a[]; };
layout(std430, binding = 1) readonly buffer MatrixB { float b[]; };
layout(std430, binding = 2) writeonly buffer MatrixC { float c[]; };
layout(push_constant) uniform Sizes { uint n; };

const uint BLOCK = 64, BLOCK_K = 32, ROWS = 4, COLUMNS = 8, ACROSS = BLOCK / COLUMNS;

#ifdef STAGED
shared float a_block[BLOCK * BLOCK_K], b_block[BLOCK_K * BLOCK];
#endif

void main() {
  const uint item = gl_LocalInvocationID.x;
  const uint first_row = gl_WorkGroupID.y * BLOCK, first_column = gl_WorkGroupID.x * BLOCK;
  const uint row = item / ACROSS * ROWS, column = item % ACROSS * COLUMNS;
  float sums[ROWS][COLUMNS];
  for (uint i = 0; i < ROWS; i++)
    for (uint j = 0; j < COLUMNS; j++)
      sums[i][j] = 0;
#ifdef STAGED
  for (uint k = 0; k < n; k += BLOCK_K) {
    for (uint i = item; i < BLOCK * BLOCK_K; i += 128)
      a_block[i] = a[(first_row + i / BLOCK_K) * n + k + i % BLOCK_K];
    for (uint i = item; i < BLOCK_K * BLOCK; i += 128)
      b_block[i] = b[(k + i / BLOCK) * n + first_column + i % BLOCK];
    barrier();
    for (uint step = 0; step < BLOCK_K; step++)
      for (uint j = 0; j < COLUMNS; j++) {
        const float factor = b_block[step * BLOCK + column + j];
        for (uint i = 0; i < ROWS; i++)
          sums[i][j] += a_block[(row + i) * BLOCK_K + step] * factor;
      }
    barrier();
  }
#else
  for (uint k = 0; k < n; k++)
    for (uint j = 0; j < COLUMNS; j++) {
      const float factor = b[k * n + first_column + column + j];
      for (uint i = 0; i < ROWS; i++)
        sums[i][j] += a[(first_row + row + i) * n + k] * factor;
    }
#endif
  for (uint i = 0; i < ROWS; i++)
    for (uint j = 0; j < COLUMNS; j++)
      c[(first_row + row + i) * n + first_column + column + j] = sums[i][j];
}
