import { describe, expect, it } from 'vitest';
import { extent } from '../../../native/test/extent.ts';
import { noisyEpochs, normal, samplesOf } from '../fixture/noisy-epochs.ts';
import { createRandom, type Random } from '../random.ts';
import type { Sample } from '../types.ts';
import { pairedRatio } from './paired-ratio.ts';
import { geometricMean, type Ratio } from './ratio.ts';

/** Of a ratio: between epochs 3 %, and within them 1 %. */
const NOISE = { rounds: 4, between: 0.03, within: 0.01 };
const TRIALS = extent('A/A comparisons by number of epochs', 100, 2000);

/** A candidate and a baseline that differ by a factor and noise, in rounds that vary far more. */
function pair(epochs: number, factor: number, random: Random, noise = NOISE): [Sample[], Sample[]] {
  const logs = noisyEpochs({ ...noise, epochs }, random);
  const common = logs.map((epoch) => epoch.map(() => 0.3 * normal(random)));
  const candidate = logs.map((epoch, e) =>
    epoch.map((log, r) => Math.log(factor) + log + (common[e]?.[r] as number)),
  );
  return [samplesOf(candidate), samplesOf(common)];
}

const ratioOf = (...samples: [Sample[], Sample[]]): Ratio => {
  const ratio = pairedRatio(...samples);
  return 'reason' in ratio ? expect.unreachable(ratio.reason) : ratio;
};

describe('a paired ratio', () => {
  it.each([2, 3, 5])('with %d epochs, excludes 1 in no more A/A comparisons than it may', (epochs) => {
    const random = createRandom(epochs, 'A/A');
    let excluded = 0;
    for (let trial = 0; trial < TRIALS; trial++) {
      const { interval95, pValue } = ratioOf(...pair(epochs, 1, random));
      const excludes = interval95[0] > 1 || interval95[1] < 1;
      expect(pValue < 0.05).toBe(excludes);
      if (excludes) excluded++;
    }
    expect(excluded / TRIALS).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / TRIALS));
  });

  it('finds a small factor, though rounds vary by far more', () => {
    const random = createRandom(1, 'planted');
    const quiet = { rounds: 5, between: 0.005, within: 0.01 };
    const found = Array.from({ length: 20 }, () => ratioOf(...pair(6, 1.03, random, quiet)));
    for (const { ratio } of found) expect(ratio).toBeCloseTo(1.03, 1);
    expect(found.filter(({ interval95 }) => interval95[0] > 1).length).toBeGreaterThanOrEqual(19);
  });

  it('is not moved by one disturbed round in an epoch, and is the same every time', () => {
    const [candidate, baseline] = pair(4, 1.2, createRandom(1, 'spikes'));
    const disturbed = candidate.map((sample, index) =>
      index % 4 === 0 ? { ...sample, wallNs: sample.wallNs * 50 } : sample,
    );
    expect(ratioOf(disturbed, baseline).ratio).toBeCloseTo(1.2, 1);
    expect(ratioOf(candidate, baseline)).toEqual(ratioOf(candidate, baseline));
  });

  it('is the inverse of the opposite one', () => {
    const [candidate, baseline] = pair(4, 1.2, createRandom(1, 'inverse'));
    const [one, other] = [ratioOf(candidate, baseline), ratioOf(baseline, candidate)];
    expect(one.ratio * other.ratio).toBeCloseTo(1, 12);
    expect(one.pValue).toBeCloseTo(other.pValue, 1);
  });

  it('takes the rounds that both took part in', () => {
    const [candidate, baseline] = pair(3, 1, createRandom(1, 'shared'));
    const shared = candidate.filter(({ round }) => round % 4 !== 1);
    const stray = { ...(baseline[0] as Sample), epoch: 7, wallNs: 1 };
    expect(ratioOf(shared, [...baseline, stray])).toEqual(
      ratioOf(
        shared,
        baseline.filter(({ round }) => round % 4 !== 1),
      ),
    );
  });

  it('does not exist where nothing can be compared, with the reason', () => {
    const [candidate, baseline] = pair(3, 1, createRandom(1, 'none'));
    const first = ({ epoch }: Sample) => epoch === 0;
    const later = baseline.map((sample) => ({ ...sample, epoch: sample.epoch + 3 }));
    const byGpu = candidate.map((sample) => ({ ...sample, gpuNs: 1 }));
    expect(pairedRatio(candidate.filter(first), baseline)).toEqual({
      reason: expect.stringContaining('one epoch'),
    });
    expect(pairedRatio(candidate, later)).toEqual({ reason: 'they share no round' });
    expect(pairedRatio(byGpu, baseline)).toEqual({ reason: expect.stringContaining('timed by the GPU') });
  });
});

describe('the geometric mean of ratios', () => {
  it('is that of one alone', () => {
    const one = ratioOf(...pair(3, 1.1, createRandom(1, 'one')));
    const mean = geometricMean([one]);
    expect(mean.log.degrees).toBe(2);
    expect(mean.interval95[1]).toBeCloseTo(one.interval95[1], 12);
  });

  it('is surer of a common factor than the ratio of each size', () => {
    const random = createRandom(1, 'sizes');
    const sizes = Array.from({ length: 12 }, () => ratioOf(...pair(3, 1.05, random)));
    const { ratio, interval95, log } = geometricMean(sizes);
    const expected = sizes.reduce((product, one) => product * one.ratio, 1) ** (1 / 12);
    expect(ratio).toBeCloseTo(expected, 12);
    expect(log.degrees).toBeGreaterThan(2);
    expect(interval95[0]).toBeGreaterThan(1);
    expect(sizes.filter((one) => one.interval95[0] > 1).length).toBeLessThan(6);
  });
});
