import type { Run } from '../../electron/ipc/types.ts';
import type { Problem } from '../../kernels/index.ts';
import { cellOf, runOf, square } from '../model/fixture/recorded-run.ts';
import { FINISHED, mapCells, measured } from './runs.ts';

/** Figures of a noisy machine: spreads and doubts everywhere. */
export const NOISY = mapCells(FINISHED, ({ summary }, index) => {
  if (!summary) return {};
  const spread = 1 + ([0.04, 0.4, 0.09, 0.7, 0.02][index % 5] ?? 0);
  const { medianNs } = summary;
  return {
    summary: {
      ...summary,
      q1Ns: medianNs / spread,
      q3Ns: medianNs * spread,
      ci95Ns: [medianNs / Math.sqrt(spread), medianNs * Math.sqrt(spread)],
    },
  };
});

/** Contenders with the rates that they come near to. */
const MANY_CONTENDERS = { 'gemm-simdgroup': 61, 'gemm-direct': 82, 'gemm-tiled': 34, cblas: 71 };
/** A call takes at least this. */
const OVERHEAD_NS = 3000;

/** Every size up to 1,536: tiles fill well at multiples of 8 and better at those of 64. Kept, since it takes a moment. */
export function manySizes(): Run {
  many ??= {
    ...runOf(
      Array.from({ length: 1536 }, (_, index) => index + 1).flatMap((side) =>
        Object.entries(MANY_CONTENDERS).map(([contender, most], place) => {
          const fill = side % 64 === 0 ? 1 : side % 8 === 0 ? 0.93 : 0.82 - 0.04 * Math.abs(Math.sin(side));
          const gflops = most * (place === 3 ? 0.95 + 0.05 * Math.sin(side * 0.7) : fill);
          const nsTaken = OVERHEAD_NS * (1 + 0.2 * place) + (2 * side ** 3) / gflops;
          return cellOf(square(side), contender, nsTaken, { samples: [] });
        }),
      ),
    ),
    id: 'many',
    name: 'SGEMM · 1 – 1536',
  };
  return many;
}
let many: Run | null = null;

const attention = (rows: number, d: number, mask: 'none' | 'causal'): Problem => ({
  ...({ op: 'attention', dtype: 'f32', r: rows, c: rows, d } as const),
  ...(mask === 'causal' && { mask }),
});

/** Head dimensions and masks, none of which belongs on one line with another. */
export const SHAPES: Run = {
  ...runOf(
    [64, 128].flatMap((d) =>
      (['none', 'causal'] as const).flatMap((mask) =>
        [128, 256, 512, 1024, 2048].flatMap((rows, step) =>
          measured(attention(rows, d, mask), {
            'attention-flash2': [(rows * rows * d) / (2e7 + 1.6e6 * step * (mask === 'none' ? 2 : 1)), 2e-7],
            'attention-unfused': [(rows * rows * d) / (1.1e7 + 1e6 * step + 2e4 * d), 3e-7],
          }),
        ),
      ),
    ),
    { name: 'Attention f32, head dimensions and masks' },
  ),
};
