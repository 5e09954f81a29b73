import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../kernels/index.ts';
import { extent } from '../../../native/test/extent.ts';
import { noisyEpochs, normal, samplesOf } from '../fixture/noisy-epochs.ts';
import { pendingCell } from '../new-run.ts';
import { createRandom } from '../random.ts';
import { NORMAL_975 } from '../summary/student.ts';
import type { Cell, Sample } from '../types.ts';
import { judgePairs } from './judgement.ts';
import { pairsOfRuns } from './pairs.ts';
import { type Ratio, widened } from './ratio.ts';
import { noiseBetweenRuns, screenedRatio } from './screened-ratio.ts';
import { verdictsOf } from './verdict.ts';

const TRIALS = extent('screenings of equal runs, by epochs', 1000, 10_000);
const RUNS = extent('screenings of slow runs', 300, 3000);
const NOISE = { epochs: 4, rounds: 10, between: 0.01, within: 0.01 };

/** A run's samples of a cell, all longer by a factor. */
function cellOf(purpose: string, factor = 1, noise = NOISE) {
  const logs = noisyEpochs(noise, createRandom(1, purpose));
  return samplesOf(logs.map((epoch) => epoch.map((log) => log + Math.log(factor))));
}

function ratioOf(candidate: Sample[], baseline: Sample[], floor: number): Ratio {
  const ratio = screenedRatio(candidate, baseline);
  return 'reason' in ratio ? expect.unreachable(ratio.reason) : widened(ratio, noiseBetweenRuns(floor));
}

const verdictOf = (ratio: Ratio) => verdictsOf([{ ratio, noiseFloor: 0 }])[0]?.verdict;

describe('the ratio of a cell in two runs', () => {
  it('is that of its medians', () => {
    const { ratio } = ratioOf(cellOf('a', 1.5), cellOf('b'), 0.1);
    expect(ratio).toBeCloseTo(1.5, 1);
    expect(ratioOf(cellOf('b'), cellOf('a', 1.5), 0.1).ratio).toBeCloseTo(1 / ratio, 12);
  });

  it('has an interval at least as wide as the noise between runs', () => {
    for (const floor of [0, 0.05, 0.3]) {
      const { interval95 } = ratioOf(cellOf('a'), cellOf('b'), floor);
      expect(Math.log(interval95[1] / interval95[0]) / 2).toBeGreaterThan(Math.log1p(floor));
    }
  });

  it('is unclear within the noise between runs, and a verdict far beyond it', () => {
    expect(verdictOf(ratioOf(cellOf('a', 1.05), cellOf('b'), 0.05))).toBe('UNCLEAR');
    expect(verdictOf(ratioOf(cellOf('a'), cellOf('b'), 0.05))).toBe('UNCLEAR');
    expect(verdictOf(ratioOf(cellOf('a', 1.5), cellOf('b'), 0.05))).toBe('SLOWER');
  });

  it.each([
    ...[2, 3, 5, 8].flatMap((epochs) =>
      [1, 3].map((varianceRatio) => ({ epochs, others: epochs, varianceRatio })),
    ),
    { epochs: 2, others: 8, varianceRatio: 3 },
  ])('is no more often a verdict on equal runs than promised: %j', ({ epochs, others, varianceRatio }) => {
    const random = createRandom(epochs, 'equal runs');
    const [within, rounds] = [0.03, 5];
    const between = within * Math.sqrt(varianceRatio);
    let [excluded, reported] = [0, 0];
    for (let trial = 0; trial < TRIALS; trial++) {
      const candidate = noisyEpochs({ epochs, rounds, between, within }, random);
      // Where one run has fewer epochs than the other, they are noisier, too: that misleads Welch's t.
      const quiet = epochs / others;
      const baseline = noisyEpochs(
        { epochs: others, rounds, between: between * quiet, within: within * quiet },
        random,
      );
      const ratio = ratioOf(samplesOf(candidate), samplesOf(baseline), 0);
      if (ratio.interval95[0] > 1 || ratio.interval95[1] < 1) excluded++;
      if (['FASTER', 'SLOWER'].includes(verdictOf(ratio) ?? '')) reported++;
    }
    const most = (share: number) => share + 3 * Math.sqrt((share * (1 - share)) / TRIALS);
    expect(excluded / TRIALS).toBeLessThan(most(0.05));
    expect(reported / TRIALS).toBeLessThan(most(0.005));
    // Of several epochs, the interval is not much wider than it has to be.
    if (epochs > 3) expect(excluded / TRIALS).toBeGreaterThan(0.01);
  });

  it('does not exist of one epoch, or of two clocks', () => {
    const one = cellOf('a', 1, { ...NOISE, epochs: 1 });
    expect(screenedRatio(one, cellOf('b'))).toEqual({ reason: expect.stringContaining('one epoch') });
    const byGpu = cellOf('a').map((sample) => ({ ...sample, gpuNs: 1 }));
    expect(screenedRatio(byGpu, cellOf('b'))).toEqual({ reason: expect.stringContaining('GPU') });
  });
});

describe('the geometric mean of screened ratios', () => {
  it('is no more often a verdict than promised where a run is slower at all sizes without cause', () => {
    const random = createRandom(1, 'slow runs');
    const ofRun = 0.05;
    const sizes = 12;
    const cellsOf = () => {
      const slowness = ofRun * normal(random);
      return Array.from({ length: sizes }, (_, index): Cell => {
        const logs = noisyEpochs({ ...NOISE, epochs: 3, rounds: 3 }, random);
        const samples = samplesOf(logs.map((epoch) => epoch.map((log) => log + slowness)));
        const size = 8 * (index + 1);
        const problem: Problem = { op: 'gemm', dtype: 'f32', m: size, n: size, k: size };
        return { ...pendingCell(problem, 'gemm-tiled'), status: 'ok', samples };
      });
    };
    const floor = Math.expm1(NORMAL_975 * Math.SQRT2 * ofRun);
    let reported = 0;
    for (let trial = 0; trial < RUNS; trial++) {
      const { overall } = judgePairs(pairsOfRuns({ cells: cellsOf() }, { cells: cellsOf() }), {
        ratioOf: ({ candidate, baseline }) => screenedRatio(candidate.samples, baseline.samples),
        noiseFloorOf: () => 0,
        commonNoiseOf: () => noiseBetweenRuns(floor),
      });
      const [{ verdict, sizes: compared } = expect.unreachable()] = overall;
      expect(compared).toBe(sizes);
      if (['FASTER', 'SLOWER'].includes(verdict.verdict)) reported++;
    }
    expect(reported / RUNS).toBeLessThan(0.005 + 3 * Math.sqrt((0.005 * 0.995) / RUNS));
  });
});
