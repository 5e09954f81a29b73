import { DTYPE } from '../msl/dtype.ts';
import { lines, sourceText } from '../msl/text.ts';
import { type BackwardText, emitKernel } from './backward-frame.ts';

/** Threads of a threadgroup, each of which takes a row. */
export const ROW_SUM_THREADS = 128;

const BODY = lines(`
  if (row >= sizes.rows)
      return;
  // Where the row begins, and from one of its elements to the next.
  const uint first = TRANSPOSED ? row / sizes.r * sizes.r * sizes.d + row % sizes.r : row * sizes.d;
  const uint stride = TRANSPOSED ? sizes.r : 1;
  float sum = 0;
  for (uint i = 0; i < sizes.d; i++)
      sum += float(dO[first + i * stride]) * float(O[first + i * stride]);
  D[row] = sum;
`);

/** The pass before both others: D[row] = the sum of dO∘O over a row, for all rows of all heads. */
export function rowSumSource({ dtype, transposeO }: Pick<BackwardText, 'transposeO' | 'dtype'>): string {
  return sourceText(
    [
      '// D = sums of the rows of dO o O, for the gradient of attention: a thread takes a row.',
      '// Serves all sizes. Offsets are uint: a matrix has 2^28 elements at most.',
    ],
    ['#include <metal_stdlib>', 'using namespace metal;'],
    [
      `typedef ${DTYPE[dtype].msl} Element;`,
      '',
      '// Whether memory holds the transposes of dO and O.',
      `constant constexpr bool TRANSPOSED = ${transposeO};`,
    ],
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
      ['uint row [[thread_position_in_grid]]'],
      BODY,
    ),
  );
}
