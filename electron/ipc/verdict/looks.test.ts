import { describe, expect, it } from 'vitest';
import { onSide, SIDES } from '../../../kernels/index.ts';
import { extent } from '../../../native/test/extent.ts';
import { noisyEpochs, normal, samplesOf } from '../fixture/noisy-epochs.ts';
import { sampleRequest } from '../fixture/sample-run.ts';
import { pendingCell } from '../new-run.ts';
import { createRandom, type Random } from '../random.ts';
import type { SweepRequest } from '../types.ts';
import { judgePairs } from './judgement.ts';
import { areDecided, isLook, judgingOf, looksOf } from './looks.ts';
import { type Pair, pairsOfSides } from './pairs.ts';

const FIRST = 6;
const MOST = 96;
const RUN = { id: '0b6f3a0e-6d5c-4f6e-9c57-2f1d8f0a1b2c', name: 'a run' };
const TRIALS = extent('simulated rematches of each kind', 20, 500);

function request(problems: number): SweepRequest {
  const [problem] = sampleRequest.problems as [SweepRequest['problems'][number]];
  return {
    ...sampleRequest,
    problems: Array.from({ length: problems }, (_, index) => ({ ...problem, m: index + 1 })),
    contenders: SIDES.map((side) => onSide('gemm-tiled', side)),
    method: { ...sampleRequest.method, epochs: FIRST },
    rematch: { baseline: RUN, candidate: RUN, maxEpochs: MOST, budgetMs: 1000 },
  };
}

/** Rounds of two sides whose ratio is a factor and noise, where both together vary far more. */
function measuredPair(
  asked: SweepRequest,
  index: number,
  epochs: number,
  factor: number,
  random: Random,
): Pair {
  // A few epochs are disturbed, as by a busy machine.
  const logs = noisyEpochs({ epochs, rounds: 5, between: 0.012, within: 0.03 }, random).map((epoch) =>
    random.below(20) === 0 ? epoch.map((log) => log + 0.05 * normal(random)) : epoch,
  );
  const common = logs.map((epoch) => epoch.map(() => 0.3 * normal(random)));
  const times = {
    baseline: common,
    candidate: logs.map((epoch, e) =>
      epoch.map((log, r) => Math.log(factor) + log + (common[e]?.[r] as number)),
    ),
  };
  const problem = asked.problems[index] as SweepRequest['problems'][number];
  const cells = SIDES.map((side) => ({
    ...pendingCell(problem, onSide('gemm-tiled', side)),
    status: 'ok' as const,
    samples: samplesOf(times[side]),
  }));
  return pairsOfSides({ cells })[0] as Pair;
}

/** The verdict of a rematch of one cell that ends as soon as it may. */
function rematch(factor: number, random: Random): string | undefined {
  const asked = request(1);
  const { baseline, candidate, ...rest } = measuredPair(asked, 0, MOST, factor, random);
  for (let epochs = FIRST; ; epochs *= 2) {
    const within = (cell: Pair['baseline']) => ({
      ...cell,
      samples: cell.samples.filter(({ epoch }) => epoch < epochs),
    });
    const pair = { ...rest, baseline: within(baseline), candidate: within(candidate) };
    if (epochs < MOST && !areDecided([pair], asked)) continue;
    return judgePairs([pair], judgingOf(asked)).pairs[0]?.verdict.verdict;
  }
}

describe('a rematch', () => {
  it('is looked at after its first epochs and each time they have doubled', () => {
    const looks = Array.from({ length: MOST }, (_, index) => index + 1).filter((n) => isLook(n, FIRST));
    expect(looks).toEqual([6, 12, 24, 48, 96]);
    expect(looksOf(request(1))).toBe(6);
    expect(looksOf({ ...sampleRequest })).toBe(1);
  });

  it('of equal programs reports no difference, but in a few of a thousand cases', () => {
    const random = createRandom(1, 'A/A rematches');
    const verdicts = Array.from({ length: TRIALS }, () => rematch(1, random));
    const wrong = verdicts.filter((verdict) => verdict === 'FASTER' || verdict === 'SLOWER');
    expect(wrong.length).toBeLessThanOrEqual(1 + 0.005 * TRIALS);
    expect(verdicts.filter((verdict) => verdict === 'SAME').length).toBeGreaterThan(TRIALS / 2);
  });

  it('finds a program that is 3 % slower or faster in 19 of 20 cases, and never takes it for the opposite', () => {
    const random = createRandom(1, 'planted slowdowns');
    for (const [factor, right, opposite] of [
      [1.03, 'SLOWER', 'FASTER'],
      [1 / 1.03, 'FASTER', 'SLOWER'],
    ] as const) {
      const verdicts = Array.from({ length: TRIALS }, () => rematch(factor, random));
      expect(verdicts).not.toContain(opposite);
      expect(verdicts.filter((verdict) => verdict === right).length).toBeGreaterThanOrEqual(0.95 * TRIALS);
    }
  });

  it('of many cells needs more epochs for each to be decided', () => {
    const random = createRandom(1, 'many cells');
    const pairs = Array.from({ length: 40 }, () => measuredPair(request(1), 0, 12, 1.05, random));
    const decided = (cells: number) => pairs.filter((pair) => areDecided([pair], request(cells))).length;
    expect(decided(1)).toBeGreaterThan(decided(200));
  });
});
