import { describedSizes } from '../gemm/starter.ts';
import type { Starter } from '../own/starter.ts';
import type { CompleteQgemm } from './problem.ts';

/** The bytes of a row of weights. */
const rowOf = (weights: CompleteQgemm['weights']) => (weights === 'i4' ? 'ceil(k / 2)' : 'k');

export const QGEMM_STARTER: Starter<CompleteQgemm> = {
  contender: 'qgemm-vector',
  overrides: { rows: 4, simdgroups: 4 },
  any: () => [],
  elements: ({ weights }) => ({
    A: 'm * k',
    W: `n * ${rowOf(weights)}`,
    scales: 'n',
    zeros: 'n',
    bias: 'n',
  }),
  passes: ({ weights }, { rows, simdgroups }) => {
    const row = rowOf(weights);
    const dense = { lda: 'k', ldb: row, ldc: 'n', stride_a: 'm * k', stride_b: 'n * k', stride_c: 'm * n' };
    return [
      {
        sizes: [describedSizes({ ...dense, batch: 1, alpha: 1, beta: 0 })],
        constants: [true, true, 'k % 4 == 0'],
        threadgroups: [`ceil(n / ${Number(rows) * Number(simdgroups)})`, 'm', 1],
      },
    ];
  },
};
