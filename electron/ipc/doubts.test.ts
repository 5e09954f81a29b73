import { describe, expect, it } from 'vitest';
import { causesOf, doubtsOf } from './doubts.ts';
import { measured } from './fixture/sample-run.ts';
import { pendingCell } from './new-run.ts';
import type { Cell, CellStatus, Summary } from './types.ts';

const METHOD = { targetRelativeIqr: 0.05 };
const BUSY = { thermalState: null, lowPowerMode: null, powerSource: null, busyShare: 0.31 };

/** A cell with an interquartile range of so many percent of the median. */
function cellOf(percent: number, change: Partial<Cell> = {}): Cell {
  const cell = measured(pendingCell({ op: 'gemm', dtype: 'f32', m: 8, n: 8, k: 8 }, 'cblas'));
  const spread = { medianNs: 100, q1Ns: 100, q3Ns: 100 + percent };
  return { ...cell, summary: { ...(cell.summary as Summary), ...spread }, conditions: null, ...change };
}

describe('a cell', () => {
  it('is noisy when its spread is above the target of the method', () => {
    expect([doubtsOf(cellOf(0), METHOD), doubtsOf(cellOf(5), METHOD)]).toEqual([null, null]);
    expect(doubtsOf(cellOf(12.3), METHOD)).toBe('noisy: IQR 12.3% of the median, target 5.0%');
    expect(doubtsOf(cellOf(12.3), { targetRelativeIqr: 0.2 })).toBeNull();
  });

  it('is not noisy yet while it is measured, nor without figures', () => {
    const inFlight: CellStatus[] = ['pending', 'running'];
    expect(inFlight.map((status) => doubtsOf(cellOf(50, { status }), METHOD))).toEqual([null, null]);
    expect(doubtsOf(cellOf(50, { status: 'failed', summary: null }), METHOD)).toBeNull();
  });

  it('may be doubtful for several reasons', () => {
    expect(doubtsOf(cellOf(50, { conditions: BUSY }), METHOD)).toBe(
      'machine busy: others used 31% of the processors, noisy: IQR 50.0% of the median, target 5.0%',
    );
  });
});

it('the causes of many cells are named once each, without figures', () => {
  const cells = [
    cellOf(50, { conditions: BUSY }),
    cellOf(60),
    cellOf(1, { conditions: { ...BUSY, busyShare: 0.5 } }),
  ];
  expect(causesOf(cells, METHOD)).toEqual(['machine busy', 'noisy']);
  expect(causesOf([cellOf(1)], METHOD)).toEqual([]);
});
