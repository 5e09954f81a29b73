import { describe, expect, it } from 'vitest';
import { noisyEpochs, samplesOf } from '../fixture/noisy-epochs.ts';
import { createRandom } from '../random.ts';
import type { Ratio } from './ratio.ts';
import { screenedRatio } from './screened-ratio.ts';
import { verdictsOf } from './verdict.ts';

const NOISE = { epochs: 4, rounds: 10, between: 0.01, within: 0.01 };

/** A run's samples of a cell, all longer by a factor. */
function cellOf(purpose: string, factor = 1, noise = NOISE) {
  const logs = noisyEpochs(noise, createRandom(1, purpose));
  return samplesOf(logs.map((epoch) => epoch.map((log) => log + Math.log(factor))));
}

function ratioOf(...parameters: Parameters<typeof screenedRatio>): Ratio {
  const ratio = screenedRatio(...parameters);
  return 'reason' in ratio ? expect.unreachable(ratio.reason) : ratio;
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

  it('does not exist of one epoch, or of two clocks', () => {
    const one = cellOf('a', 1, { ...NOISE, epochs: 1 });
    expect(screenedRatio(one, cellOf('b'), 0.1)).toEqual({ reason: expect.stringContaining('one epoch') });
    const byGpu = cellOf('a').map((sample) => ({ ...sample, gpuNs: 1 }));
    expect(screenedRatio(byGpu, cellOf('b'), 0.1)).toEqual({ reason: expect.stringContaining('GPU') });
  });
});
