import { describe, expect, it } from 'vitest';
import { noisyEpochs, samplesOf } from '../fixture/noisy-epochs.ts';
import { pendingCell } from '../new-run.ts';
import { createRandom } from '../random.ts';
import { intervalOf } from '../summary/bootstrap.ts';
import type { Cell } from '../types.ts';
import { estimatesTo, stillRacing } from './race.ts';

const problem = { op: 'gemm', dtype: 'f32', m: 9, n: 9, k: 9 } as const;
const heat = { along: ['defaults'] };
const random = createRandom(1, 'race');

/** Cells that share rounds, which drift together, with times in these proportions. */
function cellsOf(factors: Readonly<Record<string, number>>, epochs: number, own = 0.01): Cell[] {
  const drift = noisyEpochs({ epochs, rounds: 5, between: 0.3, within: 0.1 }, random);
  return Object.entries(factors).map(([contender, factor]) => {
    const noise = noisyEpochs({ epochs, rounds: 5, between: own, within: own }, random);
    const logs = drift.map((epoch, e) =>
      epoch.map((log, r) => log + (noise[e]?.[r] ?? 0) + Math.log(factor)),
    );
    return { ...pendingCell(problem, contender), status: 'running', samples: samplesOf(logs) };
  });
}

const names = (cells: readonly Cell[]) => cells.map(({ contender }) => contender);

describe('estimatesTo', () => {
  it('the intervals of ratios to a cell cover the truth 19 times in 20, from two epochs on', () => {
    let covered = 0;
    const trials = 400;
    for (let trial = 0; trial < trials; trial++) {
      const factors = { base: 1, a: 1.02, b: 1.1, c: 0.97, d: 1.3, e: 2 };
      const [base, ...others] = cellsOf(factors, 3) as [Cell, ...Cell[]];
      const estimate = estimatesTo(base, [base, ...others]).get(others[1] as Cell);
      const [low, high] = intervalOf(estimate as NonNullable<typeof estimate>);
      if (low <= Math.log(1.1) && Math.log(1.1) <= high) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.9);
    expect(covered / trials).toBeLessThan(0.99);
  });

  it('of one epoch are not believed to a tenth, and a cell that shares no round has none', () => {
    const [base, near] = cellsOf({ base: 1, near: 1.1 }, 1, 0.001) as [Cell, Cell];
    const apart = { ...near, samples: near.samples.map((sample) => ({ ...sample, epoch: 9 })) };
    const estimates = estimatesTo(base, [near, apart]);
    expect(intervalOf(estimates.get(near) as never)[0]).toBeLessThan(0);
    expect(estimates.has(apart)).toBe(false);
  });
});

describe('stillRacing', () => {
  it('drops those whose interval lies behind, then the slower half, and keeps the order', () => {
    const factors = { a: 1.5, b: 0.8, c: 0.81, defaults: 3, d: 0.82, e: 0.83, f: 2 };
    expect(names(stillRacing(cellsOf(factors, 3), heat))).toEqual(['b', 'c', 'defaults']);
    const near = { a: 1, b: 1.001, c: 1.002, d: 0.999, defaults: 1 };
    expect(stillRacing(cellsOf(near, 2), heat)).toHaveLength(3);
  });

  it('never drops what races along, nor the only candidate', () => {
    expect(names(stillRacing(cellsOf({ defaults: 9, a: 1 }, 3), heat))).toEqual(['defaults', 'a']);
    expect(names(stillRacing(cellsOf({ defaults: 1, a: 2, b: 2 }, 3), heat))).toEqual(['defaults']);
  });
});
