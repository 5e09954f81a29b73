import { describe, expect, it } from 'vitest';
import { noisyEpochs, samplesOf } from '../fixture/noisy-epochs.ts';
import { sampleEnvironment, sampleRequest } from '../fixture/sample-run.ts';
import { newRun } from '../new-run.ts';
import { createRandom } from '../random.ts';
import type { Cell, Run } from '../types.ts';
import { standingsOf } from './standings.ts';

const problem = { op: 'gemm', dtype: 'f32', m: 9, n: 9, k: 9 } as const;
const other = { ...problem, m: 11 };
const DEFAULTS = { 'gemm-tiled': 1, 'gemm-direct': 1.2 };
const A = 'gemm-tiled@blockK=16';
const B = 'gemm-direct@blockM=32';
const VERIFIED = {
  maxRelativeError: 1e-6,
  tolerance: 1e-5,
  method: 'elements',
  rowsChecked: 9,
  rows: 9,
} as const;

/** A heat whose contenders take so many times as long as the first, with changes to some of its cells. */
function heat(
  factors: Readonly<Record<string, number>>,
  changes: Readonly<Record<string, Partial<Cell>>> = {},
  run: Partial<Run> = {},
): Run {
  const random = createRandom(1, Object.keys(factors).join());
  const made = newRun(
    'heat',
    { ...sampleRequest, problems: [problem], contenders: Object.keys(factors) },
    sampleEnvironment,
  );
  const drift = noisyEpochs({ epochs: 3, rounds: 5, between: 0.2, within: 0.05 }, random);
  const cells = made.cells.map((cell): Cell => {
    const factor = Math.log(factors[cell.contender] ?? 1);
    const logs = drift.map((epoch) => epoch.map((log) => log + factor + 0.002 * random.unit()));
    const measured = { status: 'ok', verification: VERIFIED, samples: samplesOf(logs) } as const;
    return { ...cell, ...measured, ...changes[cell.contender] };
  });
  return { ...made, status: 'finished', cells, ...run };
}

const standings = (...heats: Run[]) => standingsOf({ name: 'gemm f32', problems: [problem, other], heats });
const NOT_REACHED: Partial<Cell> = { status: 'pending', verification: null, samples: [] };
const DIED = { failure: { code: 'COMPUTE_DIED', message: 'crashed' }, status: 'interrupted' } as const;

describe('the standings of a class', () => {
  it('are ratios to the fastest defaults, whichever heat they are from', () => {
    const { reference, ranked } = standings(
      heat(DEFAULTS),
      heat({ 'gemm-tiled': 1, [A]: 0.9, [B]: 1.1 }),
      heat({ [B]: 1.1, 'gemm-tiled': 1 }),
    );
    expect(reference).toBe('gemm-tiled');
    expect(ranked.map(({ contender }) => contender)).toEqual([A, 'gemm-tiled', B, 'gemm-direct']);
    expect(ranked.map(({ ratio }) => Number(ratio.toFixed(2)))).toEqual([0.9, 1, 1.1, 1.2]);
    expect(ranked.map(({ log }) => log.epochs)).toEqual([3, 9, 6, 3]);
    for (const { interval95, ratio } of ranked) {
      expect(interval95[0]).toBeLessThanOrEqual(ratio);
      expect(interval95[1]).toBeGreaterThanOrEqual(ratio);
    }
  });

  it('leave out for good what was wrong once, or is less exact than its defaults', () => {
    const wrong = { [A]: { status: 'wrong', failure: { code: 'WRONG', message: 'C is wrong' } } } as const;
    const inexact = { [B]: { verification: { ...VERIFIED, maxRelativeError: 5e-6 } } };
    const { ranked, dropped } = standings(
      heat(DEFAULTS),
      heat({ 'gemm-tiled': 1, 'gemm-direct': 1.2, [A]: 0.5, [B]: 0.4 }, inexact),
      heat({ 'gemm-tiled': 1, [A]: 0.5 }, wrong),
    );
    expect(ranked.map(({ contender }) => contender)).toEqual(['gemm-tiled', 'gemm-direct']);
    expect(dropped).toEqual([
      { contender: B, status: 'inexact', reason: 'its error is 5.0e-6, and that of the defaults 1.0e-6' },
      { contender: A, status: 'wrong', reason: 'C is wrong' },
    ]);
  });

  it('blame a crash on the variant that was being verified, or on all without times', () => {
    const verifying = heat(
      { 'gemm-tiled': 1, [A]: 0.5, [B]: 0.5 },
      { [A]: NOT_REACHED, [B]: NOT_REACHED },
      DIED,
    );
    expect(standings(heat(DEFAULTS), verifying).dropped).toEqual([
      { contender: A, status: 'failed', reason: 'its heat ended with: crashed' },
    ]);
    const untimed: Partial<Cell> = { status: 'pending', samples: [] };
    const timing = heat({ 'gemm-tiled': 1, [A]: 0.5, [B]: 0.5 }, { [A]: untimed, [B]: untimed }, DIED);
    expect(standings(heat(DEFAULTS), timing).dropped).toHaveLength(2);
  });

  it('are empty before any defaults were measured', () => {
    expect(standings()).toEqual({ reference: null, ranked: [], dropped: [] });
    expect(standings(heat({ [A]: 1 })).reference).toBeNull();
  });
});
