import type { CellTimeline } from '../../electron/ipc/history/cell-timeline.ts';
import type { Run } from '../../electron/ipc/types.ts';
import type { Problem } from '../../kernels/index.ts';
import { cellOf, emptyCell, runOf } from '../model/fixture/recorded-run.ts';
import { DOUBTFUL, FINISHED, HOT } from './runs.ts';

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

/** With the bandwidth of memory, as later versions measure it. */
export const UNDER_ROOFS: Run = {
  ...DOUBTFUL,
  environment: {
    ...DOUBTFUL.environment,
    roof: {
      ...DOUBTFUL.environment.roof,
      bandwidth: { rateGBps: 21.3, cacheBytes: 33_554_432, source: 'measured: copies, 2 threads' },
    },
  },
};

/** How far each run's median is from its level, and how far its interval reaches, in percent. */
const WANDER = [0.4, -0.6, 1.2, -0.3, 0.7, -1.1, 0.2, 0.9, -0.8, 0.1, -0.4, 0.6] as const;

/** A kernel that became slower, and then faster than before; the last run is the shown one. */
export const TIMELINE: CellTimeline = {
  clock: 'wall',
  points: Array.from({ length: 36 }, (_, index) => {
    const level = index < 14 ? 420_000 : index < 25 ? 455_000 : 398_000;
    const medianNs = level * (1 + (WANDER[(index * 5) % 12] ?? 0) / 100);
    const reach = 0.006 + 0.004 * ((index * 7) % 5);
    return {
      runId: index === 35 ? FINISHED.id : `run-${index}`,
      name: 'SGEMM 64–512, 4 contenders',
      startedAt: new Date(Date.UTC(2026, 0, 2 + index, 9, 30)).toISOString().replace('Z', ''),
      source: `v0.${index + 1}`,
      medianNs,
      interval95: [medianNs * (1 - reach), medianNs * (1 + reach)],
      doubt: index % 11 === 4 ? 'on battery' : null,
    };
  }),
  changes: [
    { index: 14, before: 420_000, after: 455_000, ratio: 455 / 420, pValue: 5e-4, notes: ['v0.14..v0.15'] },
    {
      ...{ index: 25, before: 455_000, after: 398_000, ratio: 398 / 455, pValue: 5e-4 },
      notes: ['v0.25..v0.26', 'clang 19.1.7 → 20.1.0'],
    },
  ],
};
