import { expect, describe as group, it } from 'vitest';
import { createRandom, type Random } from '../../ipc/random.ts';
import {
  describe,
  median,
  medianInterval95,
  medianRank95,
  quantile,
  tukeyClasses,
} from '../../ipc/summary/statistics.ts';

group('quantile', () => {
  // numpy.quantile([1, 2, 4, 8, 16, 32], q): its default method, "linear".
  it.each([
    [0, 1],
    [0.25, 2.5],
    [0.5, 6],
    [0.75, 14],
    [0.95, 28],
    [1, 32],
  ])('at %d of six values is %d, as numpy has it', (share, expected) => {
    expect(quantile([1, 2, 4, 8, 16, 32], share)).toBeCloseTo(expected, 12);
  });

  it('is the value itself when there is one', () => {
    expect(quantile([7], 0.95)).toBe(7);
  });

  it('refuses no values', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });
});

group('describe', () => {
  it('takes values in any order and leaves them so', () => {
    const values = [16, 1, 8, 2, 32, 4];
    expect(describe(values)).toEqual({
      n: 6,
      median: 6,
      q1: 2.5,
      q3: 14,
      min: 1,
      p95: 28,
      ci95: [1, 32],
      relativeIqr: 11.5 / 6,
    });
    expect(values).toEqual([16, 1, 8, 2, 32, 4]);
  });

  it('sorts by number and not by text', () => {
    expect(median([10, 9, 100])).toBe(10);
  });
});

/** P(B < r) · 2ⁿ of a binomial B with n trials of ½, exactly. */
function tail(n: number, r: number): bigint {
  let [coefficient, sum] = [1n, 0n];
  for (let k = 0; k < r; k++) {
    sum += coefficient;
    coefficient = (coefficient * BigInt(n - k)) / BigInt(k + 1);
  }
  return sum;
}

/** The probability that the r-th smallest and the r-th largest of n values enclose the median. */
const enclosing = (n: number, r: number) =>
  1 - (2 * Number((tail(n, r) * 10n ** 18n) / 2n ** BigInt(n))) / 1e18;

group('medianRank95', () => {
  it.each([6, 7, 10, 11, 25, 40, 99, 100, 999, 1000, 2001])('is the largest that covers 95 % of %d', (n) => {
    const { rank, coverage } = medianRank95(n);
    expect(coverage).toBeCloseTo(enclosing(n, rank), 12);
    expect(coverage).toBeGreaterThanOrEqual(0.95);
    expect(enclosing(n, rank + 1)).toBeLessThan(0.95);
  });

  it.each([
    [1, 0],
    [2, 0.5],
    [3, 0.75],
    [4, 0.875],
    [5, 0.9375],
  ])('has the whole range of %d, and says that it covers %d', (n, coverage) => {
    expect(medianRank95(n)).toEqual({ rank: 1, coverage });
  });

  it('has an answer for more values than a sweep takes', () => {
    const { rank, coverage } = medianRank95(100_000);
    expect(rank).toBe(49_690);
    expect(coverage).toBeCloseTo(0.95, 3);
  });
});

group('medianInterval95', () => {
  it('is from the r-th smallest to the r-th largest', () => {
    // Of 25 values, the order statistics 8 and 18 enclose the median with 95.7 %.
    expect(medianInterval95(Array.from({ length: 25 }, (_, index) => 101 + index))).toEqual([108, 118]);
    expect(medianInterval95([1, 2, 3])).toEqual([1, 3]);
    expect(medianInterval95([7])).toEqual([7, 7]);
    expect(medianInterval95([3, 3, 3])).toEqual([3, 3]);
  });

  /** Draws by a uniform number, and the median of what is drawn. */
  const DISTRIBUTIONS: Record<string, { draw: (random: Random) => number; median: number }> = {
    lognormal: {
      draw: (random) =>
        Math.exp(Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit())),
      median: 1,
    },
    uniform: { draw: (random) => random.unit(), median: 0.5 },
    exponential: { draw: (random) => -Math.log(1 - random.unit()), median: Math.LN2 },
    Cauchy: { draw: (random) => Math.tan(Math.PI * (random.unit() - 0.5)), median: 0 },
    'two humps': { draw: (random) => (random.unit() < 0.6 ? 0 : 10) + random.unit(), median: 5 / 6 },
  };

  const TRIALS = 4000;
  const cases = Object.keys(DISTRIBUTIONS).flatMap((name) => [10, 25, 40].map((n) => [name, n] as const));

  it.each(cases)('covers the true median as often as promised: %s, n = %d', (name, n) => {
    const { draw, median: truth } = DISTRIBUTIONS[name] as (typeof DISTRIBUTIONS)[string];
    const random = createRandom(n, `coverage ${name}`);
    let covered = 0;
    for (let trial = 0; trial < TRIALS; trial++) {
      const sorted = Array.from({ length: n }, () => draw(random)).sort((a, b) => a - b);
      const [low, high] = medianInterval95(sorted);
      if (low <= truth && truth <= high) covered++;
    }
    const { coverage } = medianRank95(n);
    expect(coverage).toBeGreaterThan({ 10: 0.978, 25: 0.956, 40: 0.961 }[n] as number);
    // Four standard deviations of a share of so many trials; the seed is fixed.
    const margin = 4 * Math.sqrt((coverage * (1 - coverage)) / TRIALS);
    expect(Math.abs(covered / TRIALS - coverage)).toBeLessThan(margin);
  });
});

group('tukeyClasses', () => {
  it('classes by the fences at 1.5 and 3 interquartile ranges', () => {
    // The quartiles are 12 and 16: the fences are 22 and 28.
    const values = [10, 11, 12, 13, 14, 15, 16, 24, 40];
    expect(tukeyClasses(values)).toEqual([...Array(7).fill('inside'), 'outlier', 'far-out']);
  });

  it('finds none among equal values', () => {
    expect(tukeyClasses([2, 2, 2, 2])).toEqual(Array(4).fill('inside'));
  });
});
