import type { Run } from '../../electron/ipc/types.ts';
import type { Problem } from '../../kernels/index.ts';
import { cellOf, emptyCell, runOf } from '../model/fixture/recorded-run.ts';
import { HOT } from './runs.ts';

const SIDES = [64, 96, 128, 192, 256, 384, 512] as const;
const gemm = (m: number, n: number): Problem => ({ op: 'gemm', dtype: 'f32', m, n, k: 256 });

/** Rectangles: tall ones suit one kernel and wide ones the library; the largest needs too much threadgroup memory. */
export const RECTANGLES: Run = {
  ...runOf(
    SIDES.flatMap((m) =>
      SIDES.flatMap((n) => {
        const problem = gemm(m, n);
        const ns = 4000 + (2 * m * n * 256) / 75;
        const lead = (m / n) ** 0.22 * (n % 128 === 0 ? 1.12 : 0.97);
        const conditions = m === 384 && n > 200 ? HOT : null;
        return [
          m * n >= 512 * 384
            ? emptyCell(
                problem,
                'gemm-simdgroup',
                'failed',
                'Needs 48 KiB of threadgroup memory; the device has 32.',
              )
            : cellOf(problem, 'gemm-simdgroup', ns / lead, { conditions }),
          cellOf(problem, 'cblas', ns),
        ];
      }),
    ),
  ),
  id: 'rectangles',
  name: 'SGEMM · M × N, K = 256',
};
