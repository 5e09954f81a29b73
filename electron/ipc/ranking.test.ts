import { describe, expect, it } from 'vitest';
import { measured } from './fixture/sample-run.ts';
import { pendingCell } from './new-run.ts';
import { isLeader, standingOf } from './ranking.ts';
import type { Cell, Summary } from './types.ts';

const PENDING = pendingCell({ op: 'gemm', dtype: 'f32', m: 8, n: 8, k: 8 }, 'cblas');

/** A cell of a time, with an interval of so many percent to either side. */
function cellOf(medianNs: number, percent: number, change: Partial<Summary> = {}): Cell {
  const cell = measured(PENDING);
  const ci95Ns: Summary['ci95Ns'] = [medianNs * (1 - percent / 100), medianNs * (1 + percent / 100)];
  const [q1Ns, q3Ns] = [medianNs * 0.99, medianNs * 1.01];
  const summary = {
    ...(cell.summary as Summary),
    medianNs,
    q1Ns,
    q3Ns,
    ci95Ns,
    gflops: 1000 / medianNs,
    ...change,
  };
  return { ...cell, summary, conditions: null };
}
const leaders = (...cells: (Cell | undefined)[]) =>
  cells.map((cell) => isLeader(cell, cells, { targetRelativeIqr: 0.05 }));

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
    expect(leaders(cellOf(10, 1, { q1Ns: 9, q3Ns: 11 }), slow)).toEqual([false, false]);
  });
});

describe('a cell among those of its problem', () => {
  const standings = (...cells: Cell[]) => cells.map((cell) => standingOf(cell, cells));
  const ahead = (ofBest: number) => ({ ofBest, isTied: false });
  const tied = (ofBest: number) => ({ ofBest, isTied: true });

  it('is related to the fastest by the same clock', () => {
    const gpu = cellOf(1, 1, { clock: 'gpu' });
    const wrong = { ...cellOf(2, 1), status: 'wrong' as const };
    expect(standings(gpu, cellOf(100, 1), cellOf(50, 1), wrong)).toEqual([
      ahead(1),
      ahead(0.5),
      ahead(1),
      null,
    ]);
  });

  it('is tied with the fastest where their intervals overlap, and the fastest with it', () => {
    expect(standings(cellOf(100, 15), cellOf(80, 15), cellOf(200, 5))).toEqual([
      tied(0.8),
      tied(1),
      ahead(0.4),
    ]);
    // The third overlaps with the second only.
    expect(standings(cellOf(100, 1), cellOf(125, 10), cellOf(160, 20))).toEqual([
      ahead(1),
      ahead(0.8),
      ahead(0.625),
    ]);
  });
});
