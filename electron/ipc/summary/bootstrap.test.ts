import { describe, expect, it } from 'vitest';
import { extent } from '../../../native/test/extent.ts';
import { noisyEpochs } from '../fixture/noisy-epochs.ts';
import { createRandom } from '../random.ts';
import { bootstrap, type Epochs, intervalOf } from './bootstrap.ts';
import { median } from './statistics.ts';

const mean = (epochs: Epochs) => {
  const all = epochs.flat();
  return all.reduce((sum, value) => sum + value, 0) / all.length;
};
const TRIALS = extent('simulated cells by number of epochs', 150, 3000);
const NOISE = { rounds: 4, between: 3, within: 1 };

describe('the hierarchical bootstrap', () => {
  it('has the standard error that follows from the variances, and from no other seed another', () => {
    const epochs = [
      [1, 2, 3, 6],
      [11, 12, 13, 16],
      [21, 22, 23, 26],
    ];
    const { value, error, degrees } = bootstrap(epochs, mean, createRandom(1, 'a'), 20_000);
    expect([value, degrees]).toEqual([13, 2]);
    // Of endless resamples: the variance of the epochs' means 3, 13, 23 and of the values within, over their numbers.
    const exact = Math.sqrt((200 / 3 / 3 + 3.5 / 12) * (3 / 2));
    expect(error / exact).toBeCloseTo(1, 1);
    expect(bootstrap(epochs, mean, createRandom(2, 'b'), 20_000).error / error).toBeCloseTo(1, 1);
    expect(bootstrap(epochs, mean, createRandom(1, 'a'), 20_000).error).toBe(error);
  });

  it('refuses one epoch', () => {
    expect(() => bootstrap([[1, 2]], mean, createRandom(1, 'a'), 10)).toThrow(RangeError);
  });

  it.each([2, 3, 5, 8])('with %d epochs, covers the true median as often as promised or more', (epochs) => {
    const random = createRandom(epochs, 'coverage');
    let missed = 0;
    for (let trial = 0; trial < TRIALS; trial++) {
      const values = noisyEpochs({ ...NOISE, epochs }, random);
      const estimate = bootstrap(values, (drawn) => median(drawn.flat()), random, 100);
      const [low, high] = intervalOf(estimate);
      if (low > 0 || high < 0) missed++;
    }
    // Three standard deviations of a share of so many trials; the seed is fixed.
    expect(missed / TRIALS).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / TRIALS));
  });
});
