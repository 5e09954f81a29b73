import { block, indent, lines, sourceText } from '../msl/text.ts';
import { type GemmConfiguration, threadsOf } from './parameters.ts';
import { emitConstants, emitMainLoop, GEMM_PREAMBLE } from './staging.ts';

/** C = A·B with a few elements of C in each thread's registers; A and B staged in threadgroup memory. */
export function tiledSource(c: GemmConfiguration): string {
  return sourceText(
    lines(`
      // SGEMM, tiled: C[m,n] = A[m,k] * B[k,n], row-major.
      // A threadgroup of ${threadsOf('gemm-tiled', c)} threads computes ${c.blockM}x${c.blockN} of C; each thread keeps ${c.registerM}x${c.registerN} in registers.
      // K is walked in steps of ${c.blockK}.
    `),
    GEMM_PREAMBLE,
    emitConstants({
      BLOCK_M: c.blockM,
      BLOCK_N: c.blockN,
      BLOCK_K: c.blockK,
      THREADS: threadsOf('gemm-tiled', c),
      ROWS: c.registerM,
      THREADS_ACROSS: c.blockN / c.registerN,
    }),
    emitKernel(),
  );
}

function emitKernel(): string[] {
  return [
    ...lines(`
      // for each step of K:
      //     copy a block of A and a block of B to threadgroup memory; meet
      //     for each element of the step: add a column of A times four elements of a row of B
      //     meet
      // write the rows of C, without what crosses its edge
      [[max_total_threads_per_threadgroup(THREADS)]]
      kernel void gemm_tiled(device const float *A [[buffer(0)]],
                             device const float *B [[buffer(1)]],
                             device float *C [[buffer(2)]],
                             constant GemmSizes &sizes [[buffer(3)]],
                             uint2 group [[threadgroup_position_in_grid]],
                             ushort thread_index [[thread_index_in_threadgroup]]) {
    `),
    ...indent([
      'threadgroup float a_block[BLOCK_M * BLOCK_K];',
      'threadgroup float b_block[BLOCK_K * BLOCK_N];',
      '',
      'const uint first_row = group.y * BLOCK_M, first_column = group.x * BLOCK_N;',
      '// Where this thread is in the block.',
      'const uint row = thread_index / THREADS_ACROSS * ROWS;',
      'const uint column = thread_index % THREADS_ACROSS * 4;',
      '',
      'float4 sums[ROWS];',
      'for (ushort i = 0; i < ROWS; i++)',
      '    sums[i] = 0;',
      '',
      ...emitMainLoop([
        ...block('for (uint step = 0; step < BLOCK_K; step++)', [
          'const float4 b = *(threadgroup const float4 *)(b_block + step * BLOCK_N + column);',
          'for (ushort i = 0; i < ROWS; i++)',
          '    sums[i] += a_block[(row + i) * BLOCK_K + step] * b;',
        ]),
      ]),
      '',
      ...emitStore(),
    ]),
    '}',
  ];
}

function emitStore(): string[] {
  return block('for (ushort i = 0; i < ROWS; i++)', [
    'const uint c_row = first_row + row + i, c_column = first_column + column;',
    ...block('if (aligned)', ['*(device float4 *)(C + c_row * sizes.n + c_column) = sums[i];']).slice(0, -1),
    ...block('} else if (c_row < sizes.m)', [
      'for (ushort j = 0; j < 4 && c_column + j < sizes.n; j++)',
      '    C[c_row * sizes.n + c_column + j] = sums[i][j];',
    ]),
  ]);
}
