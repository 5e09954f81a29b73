import { DTYPE } from '../msl/dtype.ts';
import { lines, sourceText } from '../msl/text.ts';
import { type BackwardText, emitKernel } from './backward-frame.ts';
import { SIMD_WIDTH } from './backward-parameters.ts';

/** Rows of a threadgroup: as many as it has threads, or SIMD-groups. */
export const ROW_SUM_THREADS = 256;

/** How rows are shared out: where memory holds columns, the lanes of a SIMD-group read neighbours of theirs. */
const WAYS = {
  transposed: {
    rows: ROW_SUM_THREADS,
    words: 'a thread a row, since neighbouring elements in memory belong to different rows',
    thread: ['uint row [[thread_position_in_grid]]'],
    body: lines(`
      if (row >= sizes.rows)
          return;
      // Rows of a head are its columns in memory.
      const uint first = row / sizes.r * sizes.r * sizes.d + row % sizes.r;
      float sum = 0;
      for (uint i = 0; i < sizes.d; i++)
          sum += float(dO[first + i * sizes.r]) * float(O[first + i * sizes.r]);
      D[row] = sum;
    `),
  },
  straight: {
    rows: ROW_SUM_THREADS / SIMD_WIDTH,
    words: 'a SIMD-group a row',
    thread: [
      'uint group [[threadgroup_position_in_grid]]',
      'ushort simdgroup_index [[simdgroup_index_in_threadgroup]]',
      'ushort lane [[thread_index_in_simdgroup]]',
    ],
    body: lines(`
      const uint row = group * ${ROW_SUM_THREADS / SIMD_WIDTH} + simdgroup_index;
      if (row >= sizes.rows)
          return;
      float sum = 0;
      for (uint i = lane; i < sizes.d; i += ${SIMD_WIDTH})
          sum += float(dO[row * sizes.d + i]) * float(O[row * sizes.d + i]);
      sum = simd_sum(sum);
      if (lane == 0)
          D[row] = sum;
    `),
  },
} as const;

const wayOf = ({ transposeO }: Pick<BackwardText, 'transposeO'>) =>
  WAYS[transposeO ? 'transposed' : 'straight'];

/** Rows of dO that a threadgroup sees to. */
export const rowsOfRowSums = (text: Pick<BackwardText, 'transposeO'>) => wayOf(text).rows;

/** The pass before both others: D[row] = the sum of dO o O over a row, for all rows of all heads. */
export function rowSumSource(text: Pick<BackwardText, 'transposeO' | 'dtype'>): string {
  const { words, thread, body } = wayOf(text);
  return sourceText(
    [
      `// D = sums of the rows of dO o O, ${words}.`,
      '// Serves all sizes. Offsets are uint: a matrix has 2^28 elements at most.',
    ],
    ['#include <metal_stdlib>', 'using namespace metal;'],
    [`typedef ${DTYPE[text.dtype].msl} Element;`],
    lines(`
      struct RowSizes {
          uint rows;   // of all heads
          uint r, d;   // of one
      };
    `),
    emitKernel(
      'attention_row_sums',
      ROW_SUM_THREADS,
      [
        { name: 'dO', declaration: 'device const Element *dO' },
        { name: 'O', declaration: 'device const Element *O' },
        { name: 'D', declaration: 'device float *D' },
        { name: 'sizes', declaration: 'constant RowSizes &sizes' },
      ],
      thread,
      body,
    ),
  );
}
