import { describe, expect, it } from 'vitest';
import { measured } from './fixture/sample-run.ts';
import { pendingCell } from './new-run.ts';
import { isLeader, rateOfBest } from './ranking.ts';
import type { Cell, Summary } from './types.ts';

const PENDING = pendingCell({ op: 'gemm', dtype: 'f32', m: 8, n: 8, k: 8 }, 'cblas');

/** A cell of a time, with an interval of so many percent to either side. */
function cellOf(medianNs: number, percent: number, change: Partial<Summary> = {}): Cell {
  const cell = measured(PENDING);
  const ci95Ns: Summary['ci95Ns'] = [medianNs * (1 - percent / 100), medianNs * (1 + percent / 100)];
  const summary = { ...(cell.summary as Summary), medianNs, ci95Ns, gflops: 1000 / medianNs, ...change };
  return { ...cell, summary, conditions: null };
}
const leaders = (...cells: (Cell | undefined)[]) => cells.map((cell) => isLeader(cell, cells));

describe('the leader of a problem', () => {
  it('is the fastest if its interval overlaps with no other', () => {
    expect(leaders(cellOf(100, 5), cellOf(80, 5), cellOf(200, 5))).toEqual([false, true, false]);
    expect(leaders(cellOf(100, 5), cellOf(92, 5), cellOf(200, 5))).toEqual([false, false, false]);
  });

  it('is looked for by each clock for itself', () => {
    const [fast, slow] = [cellOf(10, 1, { clock: 'gpu' }), cellOf(90, 1, { clock: 'gpu' })];
    expect(leaders(fast, slow, cellOf(50, 1))).toEqual([true, false, false]);
    expect(leaders(fast, cellOf(50, 1))).toEqual([false, false]);
  });

  it('is no wrong cell, no missing one, none alone and none that is doubtful', () => {
    const [fast, slow] = [cellOf(10, 1), cellOf(90, 1)];
    expect(leaders({ ...fast, status: 'wrong' }, slow, undefined, PENDING)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    const hot = { thermalState: 'critical', lowPowerMode: false, powerSource: null } as const;
    expect(leaders({ ...fast, conditions: hot }, slow)).toEqual([false, false]);
  });
});

it('rates are relative to the best of the same clock', () => {
  const gpu = cellOf(1, 1, { clock: 'gpu' });
  const cells = [gpu, cellOf(100, 1), cellOf(50, 1), { ...cellOf(2, 1), status: 'wrong' as const }];
  expect(cells.map((cell) => rateOfBest(cell, cells))).toEqual([1, 0.5, 1, null]);
});
