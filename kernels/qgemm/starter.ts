import { describedSizes } from '../gemm/starter.ts';
import type { Starter } from '../own/starter.ts';
import type { CompleteQgemm } from './problem.ts';

export const QGEMM_STARTER: Starter<CompleteQgemm> = {
  contender: 'qgemm-vector',
  overrides: { rows: 4, simdgroups: 4 },
  any: () => [],
  passes: ({ weights }, { rows, simdgroups }) => {
    const row = weights === 'i4' ? 'ceil(k / 2)' : 'k';
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
